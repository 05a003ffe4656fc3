/** One process at a time brings a file to its place in the cache; the others wait and find it there. */
import type { Clock } from "../../core/clock.ts";
import type { Log } from "../../core/log.ts";
import type { LockLimits } from "./download-limits.ts";
import { createLockAttempt, type FileLock } from "./file-lock.ts";
import { makeCacheFolder, type CachePaths } from "./model-cache.ts";
import { pause } from "./retry-delay.ts";

export interface LockedPlace<Value> {
  readonly paths: CachePaths;
  readonly cacheFolder: string;
  readonly clock: Clock;
  readonly limits: LockLimits;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** What is there already. */
  readonly find: () => Promise<Value | undefined>;
  /** Called by the process that holds the lock; its signal is aborted as well when the lock is lost. */
  readonly bring: (signal: AbortSignal) => Promise<Value>;
  /** Called before each pause of a process that waits. */
  readonly onWait?: () => Promise<void>;
}

export type LockedOutcome = "downloaded" | "present" | "downloaded-elsewhere";

export interface BroughtValue<Value> {
  readonly value: Value;
  readonly outcome: LockedOutcome;
  /** For another process. */
  readonly hasWaited: boolean;
}

/** The lock went to another process, which thought this one dead. */
class LockLostError extends Error {
  override readonly name = "LockLostError";
}

/** Rejects as `bring` does, and with the signal's reason. */
export async function findOrBring<Value>(place: LockedPlace<Value>): Promise<BroughtValue<Value>> {
  const { paths, cacheFolder, clock, limits, log, signal, find, onWait } = place;
  const path = paths.final;
  const attempt = createLockAttempt(paths.lock, clock, limits);
  let hasWaited = false;
  for (;;) {
    signal.throwIfAborted();
    const present = await find();
    if (present !== undefined) {
      return { value: present, outcome: hasWaited ? "downloaded-elsewhere" : "present", hasWaited };
    }
    // Only now: a file that is there is found in a folder that nobody may write to as well.
    await makeCacheFolder(cacheFolder, paths);
    const lock = await attempt.tryAcquire();
    if (lock !== undefined) {
      try {
        // The lock's holder may have finished between our look and its release.
        const arrived = await find();
        if (arrived !== undefined) return { value: arrived, outcome: "downloaded-elsewhere", hasWaited };
        return { value: await underLock(place, lock), outcome: "downloaded", hasWaited };
      } catch (error) {
        if (!(error instanceof LockLostError)) throw error;
        log.warn({ path }, "another process took over a download that stood still here");
      } finally {
        await lock.release();
      }
    } else if (!hasWaited) log.info({ path }, "another process downloads this file; waiting for it");
    hasWaited = true;
    await onWait?.();
    await pause(clock, limits.pollMs, signal);
  }
}

async function underLock<Value>({ signal, bring }: LockedPlace<Value>, lock: FileLock): Promise<Value> {
  const ending = new AbortController();
  const onAbort = (): void => ending.abort(signal.reason);
  const onLost = (): void => ending.abort(new LockLostError("the lock was lost"));
  signal.addEventListener("abort", onAbort, { once: true });
  lock.lost.addEventListener("abort", onLost, { once: true });
  try {
    signal.throwIfAborted();
    return await bring(ending.signal);
  } finally {
    signal.removeEventListener("abort", onAbort);
    lock.lost.removeEventListener("abort", onLost);
  }
}
