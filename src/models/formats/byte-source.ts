import type { FileHandle } from "node:fs/promises";
import { unreadable } from "./unreadable.ts";

/** Bytes of known number that can be read at any place. */
export interface ByteSource {
  readonly byteLength: number;
  /**
   * Exactly `length` bytes from `offset` on.
   * @throws ReparteeError `model_file_invalid` when there are not as many.
   */
  read(offset: number, length: number): Promise<Buffer<ArrayBuffer>>;
}

/** A part of an open file, which stays the caller's to close. `label` names the file in errors. */
export function fileRange(file: FileHandle, start: number, byteLength: number, label: string): ByteSource {
  return {
    byteLength,
    async read(offset, length) {
      if (offset < 0 || length < 0 || offset + length > byteLength) {
        throw unreadable(label, `${length} bytes at ${offset} are asked for, this part has ${byteLength}`);
      }
      const bytes = Buffer.allocUnsafeSlow(length);
      let done = 0;
      while (done < length) {
        const { bytesRead } = await file.read(bytes, done, length - done, start + offset + done);
        if (bytesRead === 0) throw unreadable(label, `it ends ${length - done} bytes too early`);
        done += bytesRead;
      }
      return bytes;
    },
  };
}

/** A part of another source. The caller has checked that it lies inside. */
export function partOf(source: ByteSource, start: number, byteLength: number): ByteSource {
  return { byteLength, read: async (offset, length) => await source.read(start + offset, length) };
}
