/** The kind of a setting that is a list of groups of keys, such as `models` and `upstreams`. */
import { isRecord } from "../core/is-record.ts";
import { unknownKey } from "./unknown-key.ts";
import type { ValueKind } from "./value-kinds.ts";
import { wrongValue, type Place } from "./wrong-value.ts";

/** Reads one group. All but `has` throw ReparteeError `config_invalid`, which names the key. */
export interface GroupReader {
  has(key: string): boolean;
  read<Value>(key: string, kind: ValueKind<Value>, isSecret?: boolean): Value;
}

export interface GroupListOptions<Group> {
  /** As `a list of servers, each with `; the needed keys follow. */
  readonly wished: string;
  /** Needed in each group, as people are told of them. */
  readonly needed: string;
  /** All keys, in the order of the docs. */
  readonly keys: readonly string[];
  /** Keys that are read, and that nobody is told of. */
  readonly hiddenKeys?: readonly string[];
  readonly readGroup: (group: GroupReader) => Group;
}

export function groupList<Group>(options: GroupListOptions<Group>): ValueKind<readonly Group[]> {
  const wished = `${options.wished}${options.needed}`;
  return {
    wished,
    placeholder: "",
    fromText: (given) => given,
    read(value, place) {
      if (!Array.isArray(value)) throw wrongValue(place, value, wished);
      return value.map((entry: unknown, index) => {
        const at = { ...place, key: `${place.key}[${index}]` };
        return options.readGroup(openGroup(entry, at, options));
      });
    },
  };
}

function openGroup(
  entry: unknown,
  place: Place,
  { keys, hiddenKeys = [], needed }: Pick<GroupListOptions<unknown>, "keys" | "hiddenKeys" | "needed">,
): GroupReader {
  if (!isRecord(entry)) throw wrongValue(place, entry, `a group of keys with ${needed}`);
  for (const key of Object.keys(entry)) {
    if (!keys.includes(key) && !hiddenKeys.includes(key)) throw unknownKey(`${place.key}.${key}`, keys, place.source);
  }
  return {
    has: (key) => entry[key] !== undefined && entry[key] !== null,
    read: (key, kind, isSecret = place.secret) =>
      kind.read(entry[key], { ...place, key: `${place.key}.${key}`, secret: isSecret }),
  };
}
