/** The kind of the setting `catalog`: groups of keys, whose names and values are checked where the catalog is made. */
import type { CatalogConfig } from "./config.ts";
import { isRecord } from "../core/is-record.ts";
import type { ValueKind } from "./value-kinds.ts";
import { wrongValue } from "./wrong-value.ts";

export function catalogEntries(): ValueKind<readonly CatalogConfig[]> {
  const wished = "a list of models, each with `name`, `repository` and `files`";
  return {
    wished,
    placeholder: "",
    fromText: (given) => given,
    read(value, place) {
      if (!Array.isArray(value)) throw wrongValue(place, value, wished);
      return value.map((entry: unknown, index) => {
        if (isRecord(entry)) return entry;
        throw wrongValue({ ...place, key: `${place.key}[${index}]` }, entry, "a group of keys");
      });
    },
  };
}
