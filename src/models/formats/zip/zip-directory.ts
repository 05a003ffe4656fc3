/**
 * Reads the directory at the end of a ZIP file (APPNOTE.TXT 4.3, with its 64-bit form): which entries there are and
 * where. No entry is unpacked, and no name becomes a path.
 */
import type { ByteSource } from "../byte-source.ts";
import { unreadable } from "../unreadable.ts";

export interface ZipEntry {
  readonly name: string;
  readonly compression: "stored" | "deflated";
  /** In the file. */
  readonly packedBytes: number;
  /** Unpacked. */
  readonly byteLength: number;
  readonly crc32: number;
  /** Where the entry's own header begins; its data follows. */
  readonly headerOffset: number;
}

const endSignature = 0x06054b50;
const endBytes = 22;
const maxCommentBytes = 65_535;
const locatorSignature = 0x07064b50;
const locatorBytes = 20;
const end64Signature = 0x06064b50;
const end64Bytes = 56;
const entrySignature = 0x02014b50;
const entryBytes = 46;
/** A field of 16 or 32 bits that says "see the 64-bit form". */
const beyond16 = 0xffff;
const beyond32 = 0xffffffff;
const zip64Field = 1;

const maxDirectoryBytes = 64 * 2 ** 20;
const maxEntries = 100_000;
const encryptedFlag = 1;

/** @throws ReparteeError `model_file_invalid` */
export async function readZipDirectory(file: ByteSource, label: string): Promise<ReadonlyMap<string, ZipEntry>> {
  const { offset, byteLength, count } = await findDirectory(file, label);
  if (byteLength > maxDirectoryBytes || count > maxEntries || offset + byteLength > file.byteLength) {
    throw unreadable(label, `its directory claims ${count} entries in ${byteLength} bytes at ${offset}`);
  }
  const bytes = await file.read(offset, byteLength);
  const entries = new Map<string, ZipEntry>();
  let position = 0;
  for (let index = 0; index < count; index++) {
    if (position + entryBytes > bytes.length || bytes.readUInt32LE(position) !== entrySignature) {
      throw unreadable(label, `its directory breaks off after ${index} of ${count} entries`);
    }
    const nameEnd = position + entryBytes + bytes.readUInt16LE(position + 28);
    const extraEnd = nameEnd + bytes.readUInt16LE(position + 30);
    const end = extraEnd + bytes.readUInt16LE(position + 32);
    if (end > bytes.length) throw unreadable(label, `its directory breaks off in entry ${index}`);
    const entry = readEntry(bytes.subarray(position, nameEnd), bytes.subarray(nameEnd, extraEnd), label);
    if (entries.has(entry.name)) throw unreadable(label, "two of its entries have one name");
    if (entry.headerOffset + entry.packedBytes > offset) throw unreadable(label, "an entry lies outside of the file");
    entries.set(entry.name, entry);
    position = end;
  }
  return entries;
}

interface DirectoryPlace {
  readonly offset: number;
  readonly byteLength: number;
  readonly count: number;
}

async function findDirectory(file: ByteSource, label: string): Promise<DirectoryPlace> {
  const tailLength = Math.min(file.byteLength, endBytes + maxCommentBytes);
  const tailStart = file.byteLength - tailLength;
  const tail = await file.read(tailStart, tailLength);
  for (let at = tailLength - endBytes; at >= 0; at--) {
    if (tail.readUInt32LE(at) !== endSignature) continue;
    const place = {
      count: tail.readUInt16LE(at + 10),
      byteLength: tail.readUInt32LE(at + 12),
      offset: tail.readUInt32LE(at + 16),
    };
    const isBeyond = place.count === beyond16 || place.byteLength === beyond32 || place.offset === beyond32;
    return isBeyond ? await findDirectory64(file, tailStart + at, label) : place;
  }
  throw unreadable(label, "it has no ZIP directory at its end");
}

async function findDirectory64(file: ByteSource, endOffset: number, label: string): Promise<DirectoryPlace> {
  if (endOffset < locatorBytes) throw unreadable(label, "its 64-bit ZIP directory is missing");
  const locator = await file.read(endOffset - locatorBytes, locatorBytes);
  const offset = Number(locator.readBigUInt64LE(8));
  if (locator.readUInt32LE(0) !== locatorSignature || offset + end64Bytes > file.byteLength) {
    throw unreadable(label, "its 64-bit ZIP directory is missing");
  }
  const end = await file.read(offset, end64Bytes);
  if (end.readUInt32LE(0) !== end64Signature) throw unreadable(label, "its 64-bit ZIP directory is missing");
  return {
    count: Number(end.readBigUInt64LE(32)),
    byteLength: Number(end.readBigUInt64LE(40)),
    offset: Number(end.readBigUInt64LE(48)),
  };
}

/** @param head the entry's fixed part and its name */
function readEntry(head: Buffer, extra: Buffer, label: string): ZipEntry {
  const name = head.toString("utf8", entryBytes);
  if ((head.readUInt16LE(8) & encryptedFlag) !== 0) throw unreadable(label, "an entry is encrypted");
  const method = head.readUInt16LE(10);
  if (method !== 0 && method !== 8) throw unreadable(label, `an entry is packed by method ${method}, not by deflate`);
  const large = largeSizes(extra);
  const sizeOf = (field: number): number => {
    const size = head.readUInt32LE(field);
    return size === beyond32 ? (large.shift() ?? Infinity) : size;
  };
  /* The 64-bit field lists what did not fit, in this order. */
  const byteLength = sizeOf(24);
  const packedBytes = sizeOf(20);
  const headerOffset = sizeOf(42);
  if (![byteLength, packedBytes, headerOffset].every(Number.isSafeInteger)) {
    throw unreadable(label, "an entry has no size or place");
  }
  if (method === 0 && byteLength !== packedBytes) throw unreadable(label, "a stored entry has two sizes");
  const compression = method === 0 ? "stored" : "deflated";
  return { name, compression, packedBytes, byteLength, crc32: head.readUInt32LE(16), headerOffset };
}

function largeSizes(extra: Buffer): number[] {
  let position = 0;
  while (position + 4 <= extra.length) {
    const end = position + 4 + extra.readUInt16LE(position + 2);
    if (extra.readUInt16LE(position) === zip64Field && end <= extra.length) {
      const count = Math.min(3, Math.floor((end - position - 4) / 8));
      return Array.from({ length: count }, (_, index) => Number(extra.readBigUInt64LE(position + 4 + index * 8)));
    }
    position = end;
  }
  return [];
}
