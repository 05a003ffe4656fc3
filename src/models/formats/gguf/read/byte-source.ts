import { open, type FileHandle } from "node:fs/promises";

/** Something with bytes at places: a file, or a buffer in tests. */
export interface ByteSource {
  /** Shown to users. */
  readonly name: string;
  readonly sizeBytes: number;
  /**
   * Reads into `target` from `position` on and resolves with the count of bytes read, which is less than the target
   * holds only at the end of the file.
   */
  read(target: Uint8Array, position: number): Promise<number>;
}

/** The handle stays the caller's to close. */
async function fileSource(file: FileHandle, name: string): Promise<ByteSource> {
  const { size } = await file.stat();
  return {
    name,
    sizeBytes: size,
    async read(target, position) {
      let done = 0;
      while (done < target.length) {
        const { bytesRead } = await file.read(target, done, target.length - done, position + done);
        if (bytesRead === 0) break;
        done += bytesRead;
      }
      return done;
    },
  };
}

export async function withFileSource<T>(
  path: string,
  name: string,
  use: (source: ByteSource) => Promise<T>,
): Promise<T> {
  const file = await open(path, "r");
  try {
    return await use(await fileSource(file, name));
  } finally {
    await file.close();
  }
}

export function bufferSource(bytes: Uint8Array, name: string): ByteSource {
  return {
    name,
    sizeBytes: bytes.length,
    async read(target, position) {
      const piece = bytes.subarray(position, position + target.length);
      target.set(piece);
      return piece.length;
    },
  };
}
