import { spawnSync } from "node:child_process";
import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createFakeClock, type FakeClock } from "../../testing/fake-clock.ts";
import { createLockAttempt, type FileLock } from "./file-lock.ts";

const limits = { heartbeatMs: 2_000, staleMs: 15_000, pollMs: 500 };
let folder: string;
let path: string;
let clock: FakeClock;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "repartee-lock-"));
  path = join(folder, "file.part.lock");
  clock = createFakeClock();
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function tryLock(): Promise<FileLock | undefined> {
  return createLockAttempt(path, clock, limits).tryAcquire();
}

/** A lock of a process on another machine, whose life cannot be looked at. */
function writeForeignLock(id: string = "theirs"): Promise<void> {
  return writeFile(path, JSON.stringify({ id, pid: process.pid, host: "elsewhere" }));
}

describe("file lock", () => {
  it("has one owner at a time, and none after its release", async () => {
    const first = await tryLock();
    expect(first).toBeDefined();
    expect(await tryLock()).toBeUndefined();
    await first?.release();
    const second = await tryLock();
    expect(second).toBeDefined();
    await second?.release();
    expect(await readdir(folder)).toEqual([]);
    expect(clock.pendingCount).toBe(0);
  });

  it("is taken over at once from a process that is dead", async () => {
    const { pid } = spawnSync(process.execPath, ["-e", ""]);
    await writeFile(path, JSON.stringify({ id: "theirs", pid, host: hostname() }));
    const lock = await tryLock();
    expect(lock).toBeDefined();
    await lock?.release();
  });

  it("is taken over at once from an earlier process that had this one's number, as in containers", async () => {
    await writeFile(path, JSON.stringify({ id: "theirs", pid: process.pid, host: hostname() }));
    expect(await tryLock()).toBeDefined();
  });

  it("is taken over from another machine after it stood still, and not while it is touched", async () => {
    await writeForeignLock();
    const attempt = createLockAttempt(path, clock, limits);
    expect(await attempt.tryAcquire()).toBeUndefined();
    await clock.advance(14_999);
    expect(await attempt.tryAcquire()).toBeUndefined();
    await writeForeignLock("theirs, touched");
    await clock.advance(14_999);
    expect(await attempt.tryAcquire()).toBeUndefined();
    await clock.advance(14_999);
    expect(await attempt.tryAcquire()).toBeUndefined();
    await clock.advance(1);
    expect(await attempt.tryAcquire()).toBeDefined();
  });

  it("is taken over in the same way when it says nothing that can be read", async () => {
    await writeFile(path, "");
    const attempt = createLockAttempt(path, clock, limits);
    expect(await attempt.tryAcquire()).toBeUndefined();
    await clock.advance(15_000);
    expect(await attempt.tryAcquire()).toBeDefined();
  });

  it("has one new owner when many take a stale one over at once", async () => {
    for (let round = 0; round < 20; round += 1) {
      const { pid } = spawnSync(process.execPath, ["-v"]);
      await writeFile(path, JSON.stringify({ id: `dead ${round}`, pid, host: hostname() }));
      const locks = await Promise.all(Array.from({ length: 8 }, tryLock));
      const owners = locks.filter((lock) => lock !== undefined);
      expect(owners.length, `round ${round}`).toBeLessThanOrEqual(1);
      // Where two got in each other's way nobody may win at once; the next look then does.
      const owner = owners[0] ?? (await tryLock());
      expect(owner, `round ${round}`).toBeDefined();
      await owner?.release();
      expect(await readdir(folder)).toEqual([]);
    }
  });

  it("tells its owner when another process took it, and leaves that one's lock alone", async () => {
    const lock = await tryLock();
    await writeForeignLock();
    const beat = async (): Promise<void> => {
      await clock.advance(limits.heartbeatMs);
      // The look at the file is real I/O; the next beat is set when it ends.
      await vi.waitFor(() => expect(clock.pendingCount + Number(lock?.lost.aborted)).toBe(1));
    };
    await beat();
    expect(lock?.lost.aborted).toBe(false);
    await beat();
    expect(lock?.lost.aborted).toBe(true);
    await lock?.release();
    expect(JSON.parse(await readFile(path, "utf8"))).toMatchObject({ id: "theirs" });
  });
});
