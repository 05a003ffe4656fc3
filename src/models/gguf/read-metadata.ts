import type { ByteCursor } from "./byte-cursor.ts";
import type { CountHeld } from "./held-bytes.ts";
import type { GgufCheck, RefuseGguf } from "./invalid-gguf.ts";
import { ggufLimits } from "./limits.ts";
import type { Metadata, MetadataValue } from "./metadata.ts";
import { arrayTypeId, numberTypeOf, stringTypeId } from "./value-type.ts";
import type { NumberType } from "./value-type.ts";

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
    const offset = cursor.position();
    const key = await readName(reading, { check: "key-length", subject: "length of a key", most: ggufLimits.keyBytes });
    if (metadata.has(key)) {
      throw refuse({
        check: "duplicate-key",
        offset,
        subject: "key",
        found: quote(key),
        allowed: "a key not yet used",
      });
    }
    metadata.set(key, await readValue(reading, key));
  }
  return metadata;
}

/** A short text with a bound of its own, which is kept. */
export async function readName(
  { cursor, refuse, countHeld }: HeaderReading,
  { check, subject, most }: { readonly check: GgufCheck; readonly subject: string; readonly most: number },
): Promise<string> {
  const offset = cursor.position();
  await cursor.ensure(8);
  const length = cursor.uint64();
  if (length < 1 || length > most)
    throw refuse({ check, offset, subject, found: length, allowed: `1 to ${most} bytes` });
  countHeld(length, offset);
  await cursor.ensure(length);
  return cursor.text(length);
}

/** Shown in messages; a key of a damaged file may be anything. */
export function quote(name: string): string {
  return JSON.stringify(name.length > 80 ? `${name.slice(0, 80)}…` : name);
}

async function readValue(reading: HeaderReading, key: string): Promise<MetadataValue> {
  const { cursor, refuse } = reading;
  const offset = cursor.position();
  await cursor.ensure(4);
  const typeId = cursor.uint32();
  if (typeId === stringTypeId) return await readText(reading, key);
  if (typeId === arrayTypeId) return await readArray(reading, key);
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
  await cursor.ensure(type.bytes);
  const value = type.read(cursor.take(type.bytes), 0);
  return type.name === "bool" ? { kind: "bool", value: value === 1 } : { kind: "number", value };
}

async function readText(reading: HeaderReading, key: string): Promise<MetadataValue> {
  const { cursor, countHeld } = reading;
  await cursor.ensure(8);
  const byteLength = readStringLength(reading, key);
  if (byteLength > ggufLimits.heldStringBytes) {
    cursor.skip(byteLength);
    return { kind: "text", byteLength };
  }
  countHeld(byteLength, cursor.position());
  await cursor.ensure(byteLength);
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

async function readArray(reading: HeaderReading, key: string): Promise<MetadataValue> {
  const { cursor, refuse } = reading;
  const offset = cursor.position();
  await cursor.ensure(12);
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
    await skipTexts(reading, key, length);
    return { kind: "array", of: "string", length };
  }
  return await readNumbers(reading, type, length);
}

/** One step a text and no waiting while the window lasts: a vocabulary has 128,000 and more. */
async function skipTexts(reading: HeaderReading, key: string, count: number): Promise<void> {
  const { cursor } = reading;
  for (let index = 0; index < count; index++) {
    if (!cursor.has(8)) await cursor.ensure(8);
    cursor.skip(readStringLength(reading, key));
  }
}

async function readNumbers(
  { cursor, countHeld }: HeaderReading,
  type: NumberType,
  length: number,
): Promise<MetadataValue> {
  const byteLength = length * type.bytes;
  if (length > ggufLimits.heldArrayElements) {
    cursor.skip(byteLength);
    return { kind: "array", of: type.name, length };
  }
  countHeld(length * 8, cursor.position());
  await cursor.ensure(byteLength);
  const view = cursor.take(byteLength);
  const values = Array.from({ length }, (_, index) => type.read(view, index * type.bytes));
  return { kind: "array", of: type.name, length, values };
}
