/**
 * One owner per destination, across processes: a file made with `wx`, touched while its owner lives.
 *
 * A lock is taken over when its owner is known to be dead (same machine, no such process), or when nobody touched it for
 * `staleMs` as seen by the clock of the one who waits; clocks of other machines do not matter. Taking over moves the
 * stale lock away first and puts it back when it turns out to be a newer one, so two who wait cannot both win.
 */
import { randomUUID } from "node:crypto";
import { constants, copyFile, open, rename, rm, stat, utimes } from "node:fs/promises";
import { hostname } from "node:os";
import { z } from "zod";
import type { Clock } from "../../core/clock.ts";
import { hasSystemCode } from "./disk-error.ts";
import type { LockLimits } from "./download-limits.ts";
import { readStoredJson } from "./stored-json.ts";

export interface FileLock {
  /** Aborted when another process took the lock over, because this one stood still for too long. */
  readonly lost: AbortSignal;
  release(): Promise<void>;
}

/** Looks at a lock again and again, and remembers when it last changed. */
export interface LockAttempt {
  /** The lock, or undefined while somebody else has it. */
  tryAcquire(): Promise<FileLock | undefined>;
}

/** Locks of this process: a dead process of an earlier container may have had the same number. */
const heldHere = new Set<string>();

/** Looks in a row at a lock that cannot be made and is not there either. */
const maxInvisible = 20;

const lockNote = z.object({ id: z.string(), pid: z.number(), host: z.string() });
type LockNote = z.infer<typeof lockNote>;

export function createLockAttempt(path: string, clock: Clock, limits: LockLimits): LockAttempt {
  let invisible = 0;
  let seen: { readonly mark: string; readonly sinceMs: number } | undefined;

  async function isStale(note: LockNote | undefined): Promise<boolean> {
    if (note !== undefined && isDead(note)) return true;
    const mark = await changeMark(path);
    if (mark === undefined) return false;
    if (seen?.mark !== mark) seen = { mark, sinceMs: clock.now() };
    return clock.now() - seen.sinceMs >= limits.staleMs;
  }

  return {
    async tryAcquire() {
      const id = randomUUID();
      try {
        if (await create(path, id)) return hold(path, id, clock, limits.heartbeatMs);
      } catch (error) {
        // Windows says so while the old lock is being deleted, but also in a folder that is not to be written to.
        invisible = (await changeMark(path)) === undefined ? invisible + 1 : 0;
        if (!hasSystemCode(error, "EPERM") || invisible > maxInvisible) throw error;
      }
      const note = await readNote(path);
      if (!(await isStale(note)) || !(await moveAway(path, note?.id))) return undefined;
      return (await create(path, id)) ? hold(path, id, clock, limits.heartbeatMs) : undefined;
    },
  };
}

function hold(path: string, id: string, clock: Clock, heartbeatMs: number): FileLock {
  const lost = new AbortController();
  let isReleased = false;
  let call = clock.schedule(heartbeatMs, beat);
  let missed = 0;
  heldHere.add(id);

  function beat(): void {
    void touch().finally(() => {
      if (!isReleased && !lost.signal.aborted) call = clock.schedule(heartbeatMs, beat);
    });
  }

  async function touch(): Promise<void> {
    const now = new Date();
    try {
      const isOurs = (await readNote(path))?.id === id;
      if (isOurs) await utimes(path, now, now);
      // One miss may be somebody who moved the lock by mistake and is putting it back.
      missed = isOurs ? 0 : missed + 1;
    } catch {
      missed += 1;
    }
    if (missed > 1 && !isReleased) lost.abort();
  }

  return {
    lost: lost.signal,
    async release() {
      isReleased = true;
      call.cancel();
      heldHere.delete(id);
      if ((await readNote(path))?.id === id) await rm(path, { force: true });
    },
  };
}

/** False when there is a lock already. */
async function create(path: string, id: string): Promise<boolean> {
  try {
    const file = await open(path, "wx");
    try {
      await file.writeFile(JSON.stringify({ id, pid: process.pid, host: hostname() } satisfies LockNote));
    } finally {
      await file.close();
    }
    return true;
  } catch (error) {
    if (hasSystemCode(error, "EEXIST")) return false;
    throw error;
  }
}

/** True when the lock with that id was taken from its place by us. */
async function moveAway(path: string, staleId: string | undefined): Promise<boolean> {
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
    const isStaleOne = (await readNote(aside))?.id === staleId;
    if (!isStaleOne) await copyFile(aside, path, constants.COPYFILE_EXCL);
    return isStaleOne;
  } catch (error) {
    if (hasSystemCode(error, "ENOENT", "EEXIST", "EPERM", "EBUSY")) return false;
    throw error;
  } finally {
    await rm(aside, { force: true });
  }
}

function isDead({ id, pid, host }: LockNote): boolean {
  if (host !== hostname()) return false;
  if (pid === process.pid) return !heldHere.has(id);
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return hasSystemCode(error, "ESRCH");
  }
}

/** Undefined when there is no lock or its owner has not written it yet. */
function readNote(path: string): Promise<LockNote | undefined> {
  return readStoredJson(path, lockNote);
}

async function changeMark(path: string): Promise<string | undefined> {
  try {
    const { mtimeMs, size, ino } = await stat(path);
    return `${mtimeMs} ${size} ${ino}`;
  } catch (error) {
    if (hasSystemCode(error, "ENOENT", "EPERM", "EBUSY")) return undefined;
    throw error;
  }
}
