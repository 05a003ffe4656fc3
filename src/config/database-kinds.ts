/** Where conversations are kept: what the two settings may say. */
import type { ValueKind } from "./value-kinds.ts";
import { wrongValue } from "./wrong-value.ts";

const urlWished = "a URL such as postgresql://USER:PASSWORD@HOST:5432/DATABASE";

/** A URL with a password, as a rule: never shown. */
export const postgresqlUrl: ValueKind<string> = {
  wished: urlWished,
  placeholder: "URL",
  fromText: (given) => given.trim(),
  read(value, place) {
    if (typeof value !== "string" || !isPostgresql(value))
      throw wrongValue({ ...place, secret: true }, value, urlWished);
    return value;
  },
};

const pathWished = "a path to a file, or :memory:";

/** A URL in the place of a path would become a file of that name. */
export const databasePath: ValueKind<string> = {
  wished: pathWished,
  placeholder: "FILE",
  fromText: (given) => given,
  read(value, place) {
    if (typeof value !== "string" || value.trim() === "" || value.includes("://")) {
      throw wrongValue(
        { ...place, secret: true },
        value,
        `${pathWished}; a PostgreSQL database belongs into database_url`,
      );
    }
    return value;
  },
};

function isPostgresql(text: string): boolean {
  return /^postgres(?:ql)?:\/\//.test(text) && URL.canParse(text);
}
