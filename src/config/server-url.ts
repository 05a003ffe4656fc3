import type { ValueKind } from "./value-kinds.ts";
import { wrongValue } from "./wrong-value.ts";

const wished = "a URL such as http://HOST:PORT/v1, without user name, password and query";

/** The address of another server. What is refused is never shown: it may hold a password. */
export const serverUrl: ValueKind<string> = {
  wished,
  placeholder: "URL",
  fromText: (given) => given.trim(),
  read(value, place) {
    if (typeof value !== "string" || !isPlainUrl(value)) throw wrongValue({ ...place, secret: true }, value, wished);
    return value;
  },
};

function isPlainUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, search, hash } = new URL(text);
  return (protocol === "http:" || protocol === "https:") && username + password + search + hash === "";
}
