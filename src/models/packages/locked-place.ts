/** One process at a time brings a file from a package to its place; the others wait and find it there. */
import type { Clock } from "../../core/clock.ts";
import type { Log } from "../../core/log.ts";
import { createLockAttempt, type FileLock } from "../download/file-lock.ts";
import { pause } from "../download/retry-delay.ts";
import type { LockLimits } from "../download/download-limits.ts";

export interface LockedPlace<Value> {
  readonly lockPath: string;
  readonly clock: Clock;
  readonly limits: LockLimits;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** What is there already. */
  readonly find: () => Promise<Value | undefined>;
  /** Makes the folder of the lock. */
  readonly prepare: () => Promise<void>;
  readonly bring: (signal: AbortSignal) => Promise<Value>;
}

/** The lock went to another process, which thought this one dead. */
class LockLostError extends Error {
  override readonly name = "LockLostError";
}

export type LockedOutcome = "downloaded" | "present" | "downloaded-elsewhere";

/** Rejects as `bring` does, and with the signal's reason. */
export async function findOrBring<Value>(
  place: LockedPlace<Value>,
): Promise<{ readonly value: Value; readonly outcome: LockedOutcome }> {
  const { lockPath, clock, limits, log, signal, find, prepare } = place;
  const attempt = createLockAttempt(lockPath, clock, limits);
  let hasWaited = false;
  for (;;) {
    signal.throwIfAborted();
    const present = await find();
    if (present !== undefined) return { value: present, outcome: hasWaited ? "downloaded-elsewhere" : "present" };
    await prepare();
    const lock = await attempt.tryAcquire();
    if (lock !== undefined) {
      try {
        // The lock's holder may have finished between our look and its release.
        const arrived = await find();
        if (arrived !== undefined) return { value: arrived, outcome: "downloaded-elsewhere" };
        return { value: await underLock(place, lock), outcome: "downloaded" };
      } catch (error) {
        if (!(error instanceof LockLostError)) throw error;
        log.warn({ path: lockPath }, "another process took over a download that stood still here");
      } finally {
        await lock.release();
      }
    } else if (!hasWaited) log.info({ path: lockPath }, "another process downloads this file; waiting for it");
    hasWaited = true;
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
