/** One file out of an archive onto the disk, hashed on the way. */
import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import type { ArchivedFile } from "./read-archive.ts";

export interface TakenFile {
  readonly sizeBytes: number;
  /** Hex. */
  readonly sha256: string;
}

/** The archive holds more than it may. */
export class TooLargeError extends Error {
  override readonly name = "TooLargeError";
}

export interface TakeFileOptions {
  readonly file: Pick<ArchivedFile, "chunks" | "path">;
  /** Made when it is missing; written from its end on, so that parts join. */
  readonly destination: string;
  readonly maxBytes: number;
  readonly onChunk?: (chunk: Uint8Array) => void;
}

/** Of `file` alone, not of what was at the destination before. The bytes are on disk when it resolves. */
export async function takeFile({ file, destination, maxBytes, onChunk }: TakeFileOptions): Promise<TakenFile> {
  const hash = createHash("sha256");
  let sizeBytes = 0;
  const output = await open(destination, "a");
  try {
    for await (const chunk of file.chunks) {
      sizeBytes += chunk.byteLength;
      if (sizeBytes > maxBytes) throw new TooLargeError(`"${file.path}" has more than ${maxBytes} bytes`);
      hash.update(chunk);
      await output.writeFile(chunk);
      onChunk?.(chunk);
    }
    await output.sync();
  } finally {
    await output.close();
  }
  return { sizeBytes, sha256: hash.digest("hex") };
}
