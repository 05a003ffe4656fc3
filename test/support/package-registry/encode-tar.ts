/** Writes a tarball as npm packs them: ustar headers, gzip around all of it. */
import { gzipSync } from "node:zlib";

export interface TarContent {
  readonly name: string;
  readonly bytes?: Uint8Array;
  /** A symbolic link to there, instead of a file. */
  readonly linkTo?: string;
}

const blockBytes = 512;

export function encodeTarball(contents: readonly TarContent[]): Buffer {
  const blocks = contents.flatMap(({ name, bytes = new Uint8Array(), linkTo }) => {
    const padding = Buffer.alloc((blockBytes - (bytes.length % blockBytes)) % blockBytes);
    return [header(name, bytes.length, linkTo), bytes, padding];
  });
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(2 * blockBytes)]), { level: 1 });
}

function header(name: string, sizeBytes: number, linkTo: string | undefined): Buffer {
  const block = Buffer.alloc(blockBytes);
  const octal = (value: number, width: number): string => `${value.toString(8).padStart(width - 1, "0")}\0`;
  block.write(name, 0, 100);
  block.write(octal(0o644, 8), 100);
  block.write(octal(0, 8), 108);
  block.write(octal(0, 8), 116);
  block.write(octal(sizeBytes, 12), 124);
  block.write(octal(0, 12), 136);
  block.write(" ".repeat(8), 148);
  block.write(linkTo === undefined ? "0" : "2", 156);
  block.write(linkTo ?? "", 157, 100);
  block.write("ustar\u000000", 257);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return block;
}
