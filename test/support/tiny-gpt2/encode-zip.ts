/**
 * Writes a ZIP file, each entry at a multiple of 64 bytes as PyTorch's own writer puts them.
 */
import { crc32, deflateRawSync } from "node:zlib";

export interface ZipContent {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface ZipOptions {
  /** Default: stored. */
  readonly compression?: "stored" | "deflated";
  /** Sizes, places and counts in the 64-bit form, as files over 4 GB have them. Default false. */
  readonly zip64?: boolean;
}

const alignment = 64;
const zip64Field = 1;
const beyond32 = 0xffffffff;

export function encodeZip(
  contents: readonly ZipContent[],
  { compression = "stored", zip64 = false }: ZipOptions = {},
): Uint8Array {
  const parts: Uint8Array[] = [];
  let offset = 0;
  const add = (part: Uint8Array): void => {
    parts.push(part);
    offset += part.length;
  };
  const directory = contents.map(({ name, bytes }) => {
    const packed = compression === "stored" ? bytes : deflateRawSync(bytes);
    const at = offset;
    const fixed = fixedPart({ bytes, packed, compression, zip64 });
    const nameBytes = Buffer.from(name);
    const local = Buffer.concat([numbers([4, 0x04034b50]), fixed, numbers([2, nameBytes.length], [2, 0]), nameBytes]);
    const padding = (alignment - ((at + local.length) % alignment)) % alignment;
    local.writeUInt16LE(padding, 28);
    for (const part of [local, new Uint8Array(padding), packed]) add(part);
    const large = numbers([2, zip64Field], [2, 24], [8, bytes.length], [8, packed.length], [8, at]);
    const extra = zip64 ? large : Buffer.alloc(0);
    return Buffer.concat([
      numbers([4, 0x02014b50], [2, 45]),
      fixed,
      numbers([2, nameBytes.length], [2, extra.length], [2, 0], [2, 0], [2, 0], [4, 0], [4, zip64 ? beyond32 : at]),
      nameBytes,
      extra,
    ]);
  });
  const start = offset;
  for (const entry of directory) add(entry);
  const [count, length] = [contents.length, offset - start];
  if (zip64) {
    const end = offset;
    add(
      numbers(
        [4, 0x06064b50],
        [8, 44],
        [2, 45],
        [2, 45],
        [4, 0],
        [4, 0],
        [8, count],
        [8, count],
        [8, length],
        [8, start],
      ),
    );
    add(numbers([4, 0x07064b50], [4, 0], [8, end], [4, 1]));
  }
  const small = zip64 ? [0xffff, beyond32, beyond32] : [count, length, start];
  const [entries = 0, size = 0, place = 0] = small;
  add(numbers([4, 0x06054b50], [2, 0], [2, 0], [2, entries], [2, entries], [4, size], [4, place], [2, 0]));
  return Buffer.concat(parts);
}

interface Packed extends Required<ZipOptions> {
  readonly bytes: Uint8Array;
  readonly packed: Uint8Array;
}

/** What an entry's own header and the directory share: version, flags, method, time, date, checksum, sizes. */
function fixedPart({ bytes, packed, compression, zip64 }: Packed): Buffer {
  const method = compression === "stored" ? 0 : 8;
  const sizes = zip64 ? [beyond32, beyond32] : [packed.length, bytes.length];
  const [packedBytes = 0, byteLength = 0] = sizes;
  return numbers([2, 45], [2, 0], [2, method], [2, 0], [2, 0], [4, crc32(bytes)], [4, packedBytes], [4, byteLength]);
}

/** Unsigned numbers, each as so many bytes, least significant first. */
function numbers(...values: readonly (readonly [size: 2 | 4 | 8, value: number])[]): Buffer {
  const bytes = Buffer.alloc(values.reduce((sum, [size]) => sum + size, 0));
  let position = 0;
  for (const [size, value] of values) {
    if (size === 8) bytes.writeBigUInt64LE(BigInt(value), position);
    else bytes.writeUIntLE(value, position, size);
    position += size;
  }
  return bytes;
}
