import type { ByteCursor } from "./byte-cursor.ts";
import type { CountHeld } from "./held-bytes.ts";
import type { GgufCheck, RefuseGguf } from "./invalid-gguf.ts";
import { ggufLimits } from "./limits.ts";
import type { Metadata, MetadataValue } from "./metadata.ts";
import { arrayTypeId, numberTypeOf, stringTypeId, type NumberType } from "./value-type.ts";

export interface HeaderReading {
  readonly cursor: ByteCursor;
  readonly refuse: RefuseGguf;
  readonly countHeld: CountHeld;
}

/** Reads `count` keys with their values. @throws ReparteeError `model_file_invalid` */
export async function readMetadata(reading: HeaderReading, count: number): Promise<Metadata> {
  const { cursor, refuse } = reading;
  const metadata = new Map<string, MetadataValue>();
  for (let index = 0; index < count; index++) {
    if (!cursor.has(entryBytes)) await cursor.fill(entryBytes);
    const offset = cursor.position();
    const key = readName(reading, { check: "key-length", subject: "length of a key", most: ggufLimits.keyBytes });
    if (metadata.has(key)) {
      throw refuse({
        check: "duplicate-key",
        offset,
        subject: "key",
        found: quote(key),
        allowed: "a key not yet used",
      });
    }
    const value = readValue(reading, key);
    metadata.set(key, value instanceof Promise ? await value : value);
  }
  return metadata;
}

/** What an entry takes at most that is not passed over: a key, a text or an array of numbers, and what precedes it. */
const entryBytes = ggufLimits.keyBytes + Math.max(ggufLimits.heldStringBytes, 8 * ggufLimits.heldArrayElements) + 64;

/** A short text with a bound of its own, which is kept. The cursor was filled with as much. */
export function readName(
  { cursor, refuse, countHeld }: HeaderReading,
  { check, subject, most }: { readonly check: GgufCheck; readonly subject: string; readonly most: number },
): string {
  const offset = cursor.position();
  cursor.need(8);
  const length = cursor.uint64();
  if (length < 1 || length > most)
    throw refuse({ check, offset, subject, found: length, allowed: `1 to ${most} bytes` });
  countHeld(length, offset);
  cursor.need(length);
  return cursor.text(length);
}

/** Shown in messages; a key of a damaged file may be anything. */
export function quote(name: string): string {
  return JSON.stringify(name.length > 80 ? `${name.slice(0, 80)}…` : name);
}

/** A promise only for what is longer than the window. */
function readValue(reading: HeaderReading, key: string): MetadataValue | Promise<MetadataValue> {
  const { cursor, refuse } = reading;
  const offset = cursor.position();
  cursor.need(4);
  const typeId = cursor.uint32();
  if (typeId === stringTypeId) return readText(reading, key);
  if (typeId === arrayTypeId) return readArray(reading, key);
  const type = numberTypeOf(typeId);
  if (type === undefined) {
    throw refuse({
      check: "value-type",
      offset,
      subject: `value type of ${quote(key)}`,
      found: typeId,
      allowed: "0 to 12",
    });
  }
  cursor.need(type.bytes);
  const value = type.read(cursor.take(type.bytes), 0);
  return type.name === "bool" ? { kind: "bool", value: value === 1 } : { kind: "number", value };
}

function readText(reading: HeaderReading, key: string): MetadataValue {
  const { cursor, countHeld } = reading;
  cursor.need(8);
  const byteLength = readStringLength(reading, key);
  if (byteLength > ggufLimits.heldStringBytes) {
    cursor.skip(byteLength);
    return { kind: "text", byteLength };
  }
  countHeld(byteLength, cursor.position());
  cursor.need(byteLength);
  return { kind: "text", byteLength, value: cursor.text(byteLength) };
}

/** The 8 bytes of the length must be at hand. */
function readStringLength({ cursor, refuse }: HeaderReading, key: string): number {
  const offset = cursor.position();
  const length = cursor.uint64();
  if (length <= ggufLimits.stringBytes) return length;
  const allowed = `at most ${ggufLimits.stringBytes} bytes`;
  throw refuse({
    check: "string-length",
    offset,
    subject: `length of a text in ${quote(key)}`,
    found: length,
    allowed,
  });
}

function readArray(reading: HeaderReading, key: string): MetadataValue | Promise<MetadataValue> {
  const { cursor, refuse } = reading;
  const offset = cursor.position();
  cursor.need(12);
  const typeId = cursor.uint32();
  const length = cursor.uint64();
  if (typeId === arrayTypeId) {
    const subject = `element type of ${quote(key)}`;
    throw refuse({ check: "nested-array", offset, subject, found: "an array", allowed: "a number, a bool or a text" });
  }
  const type = numberTypeOf(typeId);
  if (type === undefined && typeId !== stringTypeId) {
    throw refuse({
      check: "value-type",
      offset,
      subject: `element type of ${quote(key)}`,
      found: typeId,
      allowed: "0 to 12",
    });
  }
  if (length > ggufLimits.arrayElements) {
    const allowed = `at most ${ggufLimits.arrayElements} elements`;
    throw refuse({
      check: "array-length",
      offset: offset + 4,
      subject: `length of ${quote(key)}`,
      found: length,
      allowed,
    });
  }
  if (type === undefined) {
    return skipTexts(reading, key, length).then(() => ({ kind: "array", of: "string", length }));
  }
  return readNumbers(reading, type, length);
}

/** As many at once as the window holds: a vocabulary has 128,000 and more. */
async function skipTexts(reading: HeaderReading, key: string, count: number): Promise<void> {
  const { cursor } = reading;
  for (let left = count; left > 0;) {
    left -= cursor.skipTexts(left, ggufLimits.stringBytes);
    if (left === 0) return;
    // One that reaches beyond the window, or is too long.
    await cursor.ensure(8);
    cursor.skip(readStringLength(reading, key));
    left -= 1;
  }
}

function readNumbers({ cursor, countHeld }: HeaderReading, type: NumberType, length: number): MetadataValue {
  const byteLength = length * type.bytes;
  if (length > ggufLimits.heldArrayElements) {
    cursor.skip(byteLength);
    return { kind: "array", of: type.name, length };
  }
  countHeld(length * 8, cursor.position());
  cursor.need(byteLength);
  const view = cursor.take(byteLength);
  const values: number[] = [];
  for (let at = 0; at < byteLength; at += type.bytes) values.push(type.read(view, at));
  return { kind: "array", of: type.name, length, values };
}
