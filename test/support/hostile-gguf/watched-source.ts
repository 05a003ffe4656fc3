/** A file that exists only as its first bytes, zeros follow, and that keeps count of what is read. */
export interface WatchedSource {
  readonly name: string;
  readonly sizeBytes: number;
  read(target: Uint8Array, position: number): Promise<number>;
  /** Sum and largest of what was read at once, in bytes. */
  readonly readBytes: number;
  readonly largestRead: number;
}

/** @param sizeBytes as the file system would report it; may be far more than `head` has. */
export function createWatchedSource(head: Uint8Array, sizeBytes: number = head.length): WatchedSource {
  let readBytes = 0;
  let largestRead = 0;
  return {
    name: "watched.gguf",
    sizeBytes,
    async read(target, position) {
      const count = Math.max(0, Math.min(target.length, sizeBytes - position));
      target.fill(0, 0, count);
      target.set(head.subarray(position, position + count));
      readBytes += count;
      largestRead = Math.max(largestRead, count);
      return count;
    },
    get readBytes() {
      return readBytes;
    },
    get largestRead() {
      return largestRead;
    },
  };
}
