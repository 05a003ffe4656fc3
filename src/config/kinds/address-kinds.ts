/** Addresses of servers and databases. Refused values are never shown: they may hold a password. */
import { fromHome, pattern, type ValueKind } from "./value-kind.ts";

const isSecret = (): boolean => true;

export const serverUrl: ValueKind<string> = pattern(
  "a URL such as http://HOST:PORT/v1, without user name, password and query",
  isPlainUrl,
  { placeholder: "URL", isSecret },
);

export const hubUrl: ValueKind<string> = pattern("an http or https address", isPlainUrl, {
  placeholder: "URL",
  isSecret,
});

function isPlainUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, search, hash } = new URL(text);
  return (protocol === "http:" || protocol === "https:") && username + password + search + hash === "";
}

/** Written like `OLLAMA_HOST`. */
export const ollamaAddress: ValueKind<string> = pattern(
  "an address such as 127.0.0.1:11434 or https://HOST/PATH, without user name and password",
  /^[^\s@?#]+$/,
  { placeholder: "ADDRESS", isSecret },
);

/** The host alone, perhaps with `http://` before it. */
export const ollamaHostName: ValueKind<string> = pattern(
  "a host name or address without port, such as 10.0.0.7 or [::1]",
  /^(?:https?:\/\/)?(?:[^\s@?#/:[\]]+|\[[\da-f:.]+\])$/i,
  { placeholder: "HOST", isSecret },
);

export const postgresqlUrl: ValueKind<string> = pattern(
  "a URL such as postgresql://USER:PASSWORD@HOST:5432/DATABASE",
  (url) => /^postgres(?:ql)?:\/\//.test(url) && URL.canParse(url),
  { placeholder: "URL", isSecret },
);

/** A URL in place of a path would become a file of that name. */
const databaseFile = pattern(
  "a path to a file, or :memory: (a PostgreSQL database belongs into database_url)",
  (path) => path.trim() !== "" && !path.includes("://"),
  { placeholder: "FILE", fromText: (given) => given, isSecret },
);
export const databasePath: ValueKind<string> = { ...databaseFile, schema: databaseFile.schema.transform(fromHome) };

/** `/` for nothing. Names of models may hold slashes: paths after `/models/` are theirs. */
export const pathPrefix: ValueKind<string> = pattern(
  "a path such as /innova/api, or /, and none that begins with /models or /v1/models",
  (path) => (path === "/" || /^(\/[A-Za-z0-9._~-]+)+$/.test(path)) && !/^(\/v1)?\/models(\/|$)/.test(path),
  { placeholder: "PATH" },
);
