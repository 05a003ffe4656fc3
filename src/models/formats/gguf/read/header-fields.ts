import { createRefusal, type RefuseGguf } from "./invalid-gguf.ts";
import type { Metadata, MetadataValue } from "./metadata.ts";
import { quote } from "./read-metadata.ts";

/** Metadata by key and type. A key with a value of another type than asked for is refused, not taken as absent. */
export interface HeaderFields {
  readonly refuse: RefuseGguf;
  has(key: string): boolean;
  text(key: string): string | undefined;
  /** Length of an array, of whatever elements. */
  arrayLength(key: string): number | undefined;
  /** A whole number from 0 to `most`. */
  count(key: string, most: number): number | undefined;
  /** @throws ReparteeError `model_file_invalid` when it is absent or 0. */
  requiredCount(key: string, most: number): number;
  /** The same of every layer, or a number a layer: some models give either. */
  countPerLayer(key: string, most: number): number | readonly number[] | undefined;
}

/** Metadata keys have no place of their own in messages: the faults below are reported at the header's start. */
const headerOffset = 0;

export function createHeaderFields(metadata: Metadata, fileName: string): HeaderFields {
  const refuse = createRefusal(fileName);

  function wrongValue(key: string, found: string | number, allowed: string): Error {
    return refuse({ check: "key-value", offset: headerOffset, subject: `metadata ${quote(key)}`, found, allowed });
  }

  function checkedCount(key: string, value: number, most: number): number {
    if (Number.isSafeInteger(value) && value >= 0 && value <= most) return value;
    throw wrongValue(key, value, `a whole number up to ${most}`);
  }

  function count(key: string, most: number): number | undefined {
    const entry = metadata.get(key);
    if (entry === undefined) return undefined;
    if (entry.kind !== "number") throw wrongValue(key, describeKind(entry), "a number");
    return checkedCount(key, entry.value, most);
  }

  return {
    refuse,
    has: (key) => metadata.has(key),
    text(key) {
      const entry = metadata.get(key);
      if (entry === undefined) return undefined;
      if (entry.kind !== "text") throw wrongValue(key, describeKind(entry), "a text");
      return entry.value;
    },
    arrayLength(key) {
      const entry = metadata.get(key);
      if (entry === undefined) return undefined;
      if (entry.kind !== "array") throw wrongValue(key, describeKind(entry), "an array");
      return entry.length;
    },
    count,
    requiredCount(key, most) {
      const value = count(key, most);
      if (value !== undefined && value > 0) return value;
      const found = value === undefined ? "missing" : value;
      const subject = `metadata ${quote(key)}`;
      throw refuse({ check: "required-key", offset: headerOffset, subject, found, allowed: `1 to ${most}` });
    },
    countPerLayer(key, most) {
      const entry = metadata.get(key);
      if (entry?.kind !== "array") return count(key, most);
      if (entry.values === undefined) throw wrongValue(key, `an array of ${entry.length}`, "a short array of numbers");
      return entry.values.map((value) => checkedCount(key, value, most));
    },
  };
}

function describeKind(entry: MetadataValue): string {
  return entry.kind === "array" ? "an array" : `a ${entry.kind}`;
}
