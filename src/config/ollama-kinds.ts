/** The kinds of the settings of the Ollama server, whose spellings are Ollama's own. */
import type { ValueKind } from "./value-kinds.ts";
import { wrongValue } from "./wrong-value.ts";

const addressWished = "an address such as 127.0.0.1:11434 or https://HOST/PATH, without user name and password";

/** As `OLLAMA_HOST` is written. What is refused is never shown: it may hold a password. */
export const ollamaAddress: ValueKind<string> = {
  wished: addressWished,
  placeholder: "ADDRESS",
  fromText: (given) => given.trim(),
  read(value, place) {
    if (typeof value !== "string" || !/^[^\s@?#]+$/.test(value))
      throw wrongValue({ ...place, secret: true }, value, addressWished);
    return value;
  },
};

const hostWished = "a host name or address without port, such as 10.0.0.7 or [::1]";

/** The host alone, perhaps with `http://` before it. */
export const ollamaHostName: ValueKind<string> = {
  wished: hostWished,
  placeholder: "HOST",
  fromText: (given) => given.trim(),
  read(value, place) {
    if (typeof value !== "string" || !/^(?:https?:\/\/)?(?:[^\s@?#/:[\]]+|\[[\da-f:.]+\])$/i.test(value))
      throw wrongValue({ ...place, secret: true }, value, hostWished);
    return value;
  },
};

const durationWished = "a duration such as 5m, or seconds; -1 for ever";

/** A number of seconds, or numbers with units as Go writes durations. */
export const keepAlive: ValueKind<string | number> = {
  wished: durationWished,
  placeholder: "DURATION",
  fromText: (given) => (/^-?\d{1,15}$/.test(given.trim()) ? Number(given) : given.trim()),
  read(value, place) {
    if (typeof value === "number" && Number.isSafeInteger(value)) return value;
    if (typeof value === "string" && /^-?(?:\d+(?:\.\d+)?(?:ns|us|µs|ms|s|m|h))+$/.test(value)) return value;
    throw wrongValue(place, value, durationWished);
  },
};
