import { createByteCursor, type ByteCursor } from "./byte-cursor.ts";
import type { ByteSource } from "./byte-source.ts";
import { checkLayout } from "./check-layout.ts";
import { describeForeignFile } from "./foreign-file.ts";
import { createHeldCounter } from "./held-bytes.ts";
import { createRefusal, type RefuseGguf } from "./invalid-gguf.ts";
import { ggufLimits } from "./limits.ts";
import type { Metadata } from "./metadata.ts";
import { readMetadata } from "./read-metadata.ts";
import { readTensorTable } from "./read-tensor-table.ts";
import type { TensorInfo } from "./tensor-info.ts";

/** The header of a GGUF file, in which everything was checked that can be without reading weights. */
export interface GgufHeader {
  readonly version: number;
  readonly metadata: Metadata;
  readonly tensors: readonly TensorInfo[];
  readonly alignment: number;
  /** Byte of the file at which tensor data begins. */
  readonly dataStart: number;
  readonly sizeBytes: number;
}

const magic = 0x46554747;
const defaultAlignment = 32;
/** Magic, version, tensor count, metadata count. */
const fixedHeaderBytes = 24;

/**
 * Reads and checks a header, holding a window of 256 KiB and what is kept of it, and reading at most
 * `ggufLimits.headerBytes`, whatever the file says.
 * @throws ReparteeError `model_file_invalid` with the check that failed, offset, found and allowed as facts.
 */
export async function readGguf(source: ByteSource): Promise<GgufHeader> {
  const refuse = createRefusal(source.name);
  const cursor = createByteCursor(source, refuse);
  const reading = { cursor, refuse, countHeld: createHeldCounter(refuse) };

  await checkMagic(source, cursor, refuse);
  await cursor.ensure(fixedHeaderBytes - 4);
  const version = readVersion(cursor, refuse);
  const tensorCount = readCount(cursor, refuse, {
    check: "tensor-count",
    subject: "tensor count",
    most: ggufLimits.tensors,
  });
  const entryCount = readCount(cursor, refuse, {
    check: "metadata-count",
    subject: "metadata count",
    most: ggufLimits.metadataEntries,
  });
  const metadata = await readMetadata(reading, entryCount);
  const alignment = readAlignment(metadata, cursor, refuse);
  const tensors = await readTensorTable(reading, tensorCount);
  const dataStart = Math.ceil(cursor.position() / alignment) * alignment;
  checkLayout(tensors, { start: dataStart, alignment, fileSizeBytes: source.sizeBytes }, refuse);
  return { version, metadata, tensors, alignment, dataStart, sizeBytes: source.sizeBytes };
}

async function checkMagic(source: ByteSource, cursor: ByteCursor, refuse: RefuseGguf): Promise<void> {
  if (source.sizeBytes >= 4) {
    await cursor.ensure(4);
    if (cursor.uint32() === magic) return;
  }
  const firstBytes = new Uint8Array(64);
  const count = await source.read(firstBytes, 0);
  const found = describeForeignFile(firstBytes.subarray(0, count));
  throw refuse({ check: "magic", offset: 0, subject: "content", found, allowed: 'a file that begins with "GGUF"' });
}

function readVersion(cursor: ByteCursor, refuse: RefuseGguf): number {
  const offset = cursor.position();
  const version = cursor.uint32();
  if (ggufLimits.versions.some((known) => known === version)) return version;
  const allowed = `version ${ggufLimits.versions.join(" or ")}`;
  if (version > 0 && (version & 0xffff) === 0) {
    throw refuse({ check: "byte-order", offset, subject: "byte order", found: "big-endian", allowed: "little-endian" });
  }
  throw refuse({ check: "version", offset, subject: "GGUF version", found: version, allowed });
}

function readCount(
  cursor: ByteCursor,
  refuse: RefuseGguf,
  bound: { readonly check: "tensor-count" | "metadata-count"; readonly subject: string; readonly most: number },
): number {
  const offset = cursor.position();
  const count = cursor.uint64();
  if (count <= bound.most) return count;
  const { check, subject, most } = bound;
  throw refuse({ check, offset, subject, found: count, allowed: `at most ${most}` });
}

function readAlignment(metadata: Metadata, cursor: ByteCursor, refuse: RefuseGguf): number {
  const entry = metadata.get("general.alignment");
  if (entry === undefined) return defaultAlignment;
  const found = entry.kind === "number" ? entry.value : `a ${entry.kind}`;
  if (typeof found === "number" && found <= ggufLimits.alignmentBytes && isPowerOfTwo(found)) return found;
  const allowed = `a power of two up to ${ggufLimits.alignmentBytes}`;
  throw refuse({ check: "alignment", offset: cursor.position(), subject: "general.alignment", found, allowed });
}

function isPowerOfTwo(value: number): boolean {
  return Number.isSafeInteger(value) && value > 0 && (value & (value - 1)) === 0;
}
