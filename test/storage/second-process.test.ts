/** SQLite is for one process: a second one says so, and a crash leaves nothing that looks like one. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test, vi } from "vitest";
import { systemClock } from "../../src/core/clock.ts";
import { silentLog, type Log } from "../../src/core/log.ts";
import { openStores } from "../../src/storage/index.ts";

const writer = fileURLToPath(new URL("fixtures/write-messages.mjs", import.meta.url));

function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "repartee-second-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A process that serves from the file. */
async function startWriter(path: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [writer, path], { stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  await once(child.stdout, "data");
  child.stdout.resume();
  return child;
}

const open = (path: string, log: Log = silentLog) => openStores({ databaseUrl: null, path, clock: systemClock, log });

test("a second process says what to do, and leaves alone what the first one is writing; after a crash there is none", async () => {
  const path = join(emptyFolder(), "repartee.db");
  const first = await startWriter(path);
  const warn = vi.fn<Log["warn"]>();
  {
    await using second = await open(path, { ...silentLog, warn });
    expect(await second.conversations.closeInterrupted()).toBe(0);
  }
  expect(warn.mock.calls.filter(([, text]) => text.includes("another process"))).toEqual([
    [
      { database: path, hint: expect.stringMatching(/--database-path.*PostgreSQL.*DATABASE_URL/) as unknown },
      expect.stringContaining("is for one"),
    ],
  ]);

  first.kill("SIGKILL");
  await once(first, "exit");
  expect(existsSync(`${path}.lock`)).toBe(true);
  const quiet = vi.fn<Log["warn"]>();
  {
    await using third = await open(path, { ...silentLog, warn: quiet });
    await third.conversations.closeInterrupted();
    const states = (await third.conversations.messages("c")).map(({ state }) => state);
    expect(states).not.toContain("streaming");
  }
  expect(quiet).not.toHaveBeenCalled();
  expect(readdirSync(join(path, "..")).filter((name) => name.includes(".lock"))).toEqual([]);
});

test("a command that reads the file while a server has it open is no second server", async () => {
  const path = join(emptyFolder(), "repartee.db");
  await startWriter(path);
  const warn = vi.fn<Log["warn"]>();
  await using stores = await open(path, { ...silentLog, warn });
  expect(await stores.conversations.find("c")).toBeDefined();
  expect(warn).not.toHaveBeenCalled();
});
