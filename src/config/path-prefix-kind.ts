import type { ValueKind } from "./value-kinds.ts";
import { wrongValue } from "./wrong-value.ts";

const wished = "a path such as /innova/api, or /, and none that begins with /models or /v1/models";

/** What paths begin with; `/` for nothing. Names of models may hold slashes: what follows `/models/` is theirs. */
export const pathPrefix: ValueKind<string> = {
  wished,
  placeholder: "PATH",
  fromText: (given) => given.trim(),
  read(value, place) {
    const isPrefix = typeof value === "string" && (value === "/" || /^(\/[A-Za-z0-9._~-]+)+$/.test(value));
    if (!isPrefix || /^(\/v1)?\/models(\/|$)/.test(value)) throw wrongValue(place, value, wished);
    return value;
  },
};
