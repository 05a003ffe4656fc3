/**
 * The unpacked bytes of a ZIP entry. A stored entry is read where it lies; a deflated one has to be unpacked from its
 * beginning, so reading forwards is cheap and reading backwards begins anew.
 */
import { Readable } from "node:stream";
import { crc32, createInflateRaw } from "node:zlib";
import { ReparteeError } from "../../../core/errors.ts";
import { type ByteSource, partOf } from "../byte-source.ts";
import { quoted, unreadable } from "../unreadable.ts";
import type { ZipEntry } from "./zip-directory.ts";

const localSignature = 0x04034b50;
const localBytes = 30;
const packedChunkBytes = 256 * 1024;

/** @throws ReparteeError `model_file_invalid` */
export async function openZipEntry(file: ByteSource, entry: ZipEntry, label: string): Promise<ByteSource> {
  const found = `entry ${quoted(entry.name)} is not where the directory says`;
  if (entry.headerOffset + localBytes > file.byteLength) throw unreadable(label, found);
  const head = await file.read(entry.headerOffset, localBytes);
  const start = entry.headerOffset + localBytes + head.readUInt16LE(26) + head.readUInt16LE(28);
  if (head.readUInt32LE(0) !== localSignature || start + entry.packedBytes > file.byteLength) {
    throw unreadable(label, found);
  }
  const packed = partOf(file, start, entry.packedBytes);
  return entry.compression === "stored" ? packed : inflated(packed, entry, label);
}

/** The whole entry, its checksum verified. @throws ReparteeError `model_file_invalid`, also when it is too long. */
export async function readZipEntry(
  file: ByteSource,
  entry: ZipEntry,
  maxBytes: number,
  label: string,
): Promise<Buffer<ArrayBuffer>> {
  if (entry.byteLength > maxBytes) {
    throw unreadable(label, `entry ${quoted(entry.name)} has ${entry.byteLength} bytes, at most ${maxBytes} are read`);
  }
  const bytes = await (await openZipEntry(file, entry, label)).read(0, entry.byteLength);
  if (crc32(bytes) !== entry.crc32) throw unreadable(label, `entry ${quoted(entry.name)} has a wrong checksum`);
  return bytes;
}

function inflated(packed: ByteSource, entry: ZipEntry, label: string): ByteSource {
  let stream = openStream();

  function openStream(): { readonly chunks: AsyncIterator<Buffer>; rest: Buffer; position: number } {
    return { chunks: unpack(packed), rest: Buffer.alloc(0), position: 0 };
  }

  /** 1 to `length` bytes. */
  async function take(length: number): Promise<Buffer> {
    while (stream.rest.length === 0) {
      const next = await stream.chunks.next();
      if (next.done === true) throw unreadable(label, `entry ${quoted(entry.name)} is shorter than it claims`);
      stream.rest = next.value;
    }
    const taken = stream.rest.subarray(0, length);
    stream.rest = stream.rest.subarray(taken.length);
    stream.position += taken.length;
    return taken;
  }

  return {
    byteLength: entry.byteLength,
    async read(offset, length) {
      if (offset < 0 || length < 0 || offset + length > entry.byteLength) {
        throw unreadable(label, `${length} bytes at ${offset} are asked for, the entry has ${entry.byteLength}`);
      }
      if (offset < stream.position) {
        await stream.chunks.return?.();
        stream = openStream();
      }
      try {
        while (stream.position < offset) await take(offset - stream.position);
        const bytes = Buffer.allocUnsafeSlow(length);
        let done = 0;
        while (done < length) done += (await take(length - done)).copy(bytes, done);
        return bytes;
      } catch (cause) {
        if (cause instanceof ReparteeError) throw cause;
        throw unreadable(label, `entry ${quoted(entry.name)} cannot be unpacked`, { cause });
      }
    },
  };
}

/** Unpacks as it is read: what nobody asks for stays packed, so a small entry that claims to be huge takes no memory. */
function unpack(packed: ByteSource): AsyncIterator<Buffer> {
  async function* chunks(): AsyncGenerator<Buffer, void, void> {
    for (let offset = 0; offset < packed.byteLength; offset += packedChunkBytes) {
      yield await packed.read(offset, Math.min(packedChunkBytes, packed.byteLength - offset));
    }
  }
  const source = Readable.from(chunks());
  const inflate = createInflateRaw();
  source.on("error", (error) => inflate.destroy(error));
  inflate.on("close", () => source.destroy());
  return source.pipe(inflate)[Symbol.asyncIterator]();
}
