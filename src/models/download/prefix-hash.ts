/**
 * Hashes a file while it is still being written: it follows the first byte that is missing, reading what was written a
 * moment ago back from the page cache. Parts that arrive out of order so need no second pass, and after a resume the
 * same reader begins with what an earlier process left on disk.
 */
import { createHash } from "node:crypto";
import type { FileHandle } from "node:fs/promises";

/** 256 KiB: under a millisecond of hashing at a time on the process's one thread. */
const stepBytes = 256 * 1024;

export interface FileHashes {
  readonly sha256: string;
  /** Git's blob hash, where it was asked for. */
  readonly gitSha1: string | undefined;
}

export interface PrefixHash {
  /** The first `length` bytes are written and stay as they are. */
  advance(length: number): void;
  /** Resolves once all `sizeBytes` were hashed. Call after `advance(sizeBytes)`. */
  finish(): Promise<FileHashes>;
  /** Ends the reading; resolves when the file is no longer touched. */
  stop(): Promise<void>;
}

/** @param withGitSha1 True to get git's blob hash as well. */
export function hashPrefix(file: FileHandle, sizeBytes: number, withGitSha1: boolean): PrefixHash {
  const sha256 = createHash("sha256");
  const gitSha1 = withGitSha1 ? createHash("sha1").update(`blob ${sizeBytes}\0`) : undefined;
  const buffer = Buffer.allocUnsafe(stepBytes);
  let available = 0;
  let hashed = 0;
  let isStopped = false;
  let failure: Error | undefined;
  let reading: Promise<void> | undefined;

  async function read(): Promise<void> {
    for (;;) {
      if (isStopped || hashed >= available) return;
      const { bytesRead } = await file.read(buffer, 0, Math.min(stepBytes, available - hashed), hashed);
      if (bytesRead === 0) throw new Error(`the file ends at byte ${hashed}, ${available} bytes were written`);
      sha256.update(buffer.subarray(0, bytesRead));
      gitSha1?.update(buffer.subarray(0, bytesRead));
      hashed += bytesRead;
    }
  }

  function start(): void {
    reading ??= read()
      .catch((error: unknown) => {
        failure ??= error instanceof Error ? error : new Error(String(error));
        isStopped = true;
      })
      .finally(() => {
        reading = undefined;
        if (!isStopped && hashed < available) start();
      });
  }

  async function untilIdle(): Promise<void> {
    for (let pending = reading; pending !== undefined; pending = reading) await pending;
  }

  return {
    advance(length) {
      available = Math.max(available, length);
      start();
    },
    async finish() {
      await untilIdle();
      if (failure !== undefined) throw failure;
      if (hashed !== sizeBytes) throw new Error(`${hashed} of ${sizeBytes} bytes were hashed`);
      return { sha256: sha256.digest("hex"), gitSha1: gitSha1?.digest("hex") };
    },
    async stop() {
      isStopped = true;
      await untilIdle();
    },
  };
}
