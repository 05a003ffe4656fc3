/** The kind of the setting `catalogues`: files with things that can be recommended. */
import type { CatalogueConfig } from "./config.ts";
import { isRecord } from "./is-record.ts";
import { unknownKey } from "./unknown-key.ts";
import { text, type ValueKind } from "./value-kinds.ts";
import { wrongValue, type Place } from "./wrong-value.ts";

const keys: readonly string[] = ["path", "kind"];
const path = text("a path to a .csv or .json file", "FILE");
const kind = text("a word such as book", "KIND");

export function catalogueList(): ValueKind<readonly CatalogueConfig[]> {
  const wished = "a list of files, each with `path` and, where its entries name none, `kind`";
  return {
    wished,
    placeholder: "",
    fromText: (given) => given,
    read(value, place) {
      if (!Array.isArray(value)) throw wrongValue(place, value, wished);
      return value.map((entry: unknown, index) => readFile(entry, { ...place, key: `${place.key}[${index}]` }));
    },
  };
}

function readFile(entry: unknown, place: Place): CatalogueConfig {
  if (!isRecord(entry)) throw wrongValue(place, entry, "a group of keys with `path`");
  const unknown = Object.keys(entry).find((key) => !keys.includes(key));
  if (unknown !== undefined) throw unknownKey(`${place.key}.${unknown}`, keys, place.source);
  const given = { path: path.read(entry["path"], { ...place, key: `${place.key}.path` }) };
  if (entry["kind"] === undefined || entry["kind"] === null) return given;
  return { ...given, kind: kind.read(entry["kind"], { ...place, key: `${place.key}.kind` }).toLowerCase() };
}
