import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { namesOf, seededBytes, startHubServer, type HubServer } from "../../../test/support/hub-server/index.ts";
import { createHub } from "../hub/create-hub.ts";
import { downloadFile } from "./download-file.ts";
import { listDownloaded } from "./model-cache.ts";
import { type DownloadResult } from "./download-options.ts";

/** `npm test` builds it first. */
const built = new URL("../../../dist/models/download/download-file.js", import.meta.url);
const kib = 1024;
const sizeBytes = 3 * 1024 * kib;
const weights = seededBytes(21, sizeBytes);
const name = { repository: "acme/tiny", revision: "main", file: "tiny.gguf" };
const limits = { minPieceBytes: 128 * kib, journalBytes: 64 * kib, backoffMs: 10 };

const program = `
  const [built, url, cacheFolder] = process.argv.slice(1);
  const { downloadFile } = await import(built);
  const { createHub } = await import(new URL("../hub/create-hub.js", built).href);
  for await (const line of process.stdin) break;
  const seen = [];
  const result = await downloadFile({
    hub: createHub({ url }), cacheFolder, ...${JSON.stringify(name)},
    limits: { ...${JSON.stringify(limits)}, lock: { heartbeatMs: 100, staleMs: 5000, pollMs: 20 } },
    signal: new AbortController().signal,
    log: { debug() {}, info: (fields, message) => console.log(message), warn() {}, error() {} },
    onProgress: ({ downloadedBytes }) => void seen.push(downloadedBytes),
  });
  const isMonotonic = seen.every((bytes, at) => at === 0 || bytes >= seen[at - 1]);
  console.log(JSON.stringify({ ...result, reports: seen.length, last: seen.at(-1), isMonotonic }));
`;

let cacheFolder: string;
let server: HubServer;
const children: ChildProcess[] = [];
beforeAll(() => {
  if (!existsSync(built)) throw new Error(`${built.pathname} is missing: run npm run build first`);
});
beforeEach(async () => {
  cacheFolder = await mkdtemp(join(tmpdir(), "repartee-processes-"));
  server = await startHubServer({
    repositories: [{ id: "acme/tiny", files: [{ name: "tiny.gguf", content: weights }] }],
  });
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  await server.close();
  await rm(cacheFolder, { recursive: true, force: true });
});

interface Child {
  readonly process: ChildProcess;
  /** Resolves when it waits for another process. */
  readonly waits: Promise<void>;
  /** Lets it download; one that is held has loaded its modules meanwhile. */
  readonly go: () => void;
  /** What it printed in the end. */
  readonly result: Promise<ChildResult>;
}

interface ChildResult extends DownloadResult {
  readonly reports: number;
  readonly last: number;
  readonly isMonotonic: boolean;
}

function holdChild(): Child {
  const args = ["--input-type=module", "-e", program, built.href, server.url, cacheFolder];
  const child = spawn(process.execPath, args, { stdio: ["pipe", "pipe", "inherit"] });
  children.push(child);
  let printed = "";
  const waits = new Promise<void>((resolve) => {
    child.stdout.on("data", (chunk: Buffer) => {
      printed += chunk.toString();
      if (printed.includes("waiting for it")) resolve();
    });
  });
  const result = once(child, "close").then((): ChildResult => JSON.parse(printed.trimEnd().split("\n").at(-1) ?? ""));
  // Killed children have none, and nobody asks.
  result.catch(() => {});
  // One that was killed reads no more.
  child.stdin.on("error", () => {});
  return { process: child, waits, result, go: () => void child.stdin.end("go\n") };
}

function startChild(): Child {
  const child = holdChild();
  child.go();
  return child;
}

async function killNow(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
}

function finish(): Promise<DownloadResult> {
  return downloadFile({
    hub: createHub({ url: server.url }),
    cacheFolder,
    ...name,
    limits,
    signal: new AbortController().signal,
  });
}

function finalPath(): string {
  return join(cacheFolder, "models", "acme", "tiny", "main", "tiny.gguf");
}

describe("download", () => {
  it("is right after kill -9 at 20 random bytes", async () => {
    const seed = Date.now() % 2 ** 31;
    console.log(`seed of the bytes at which the download is killed: ${seed}`);
    const random = new DataView(seededBytes(seed, 80).buffer);
    const { sha256 } = namesOf(weights);
    let resumed = 0;
    let next = holdChild();
    for (let round = 0; round < 20; round += 1) {
      const killAt = random.getUint32(round * 4) % sizeBytes;
      const where = `seed ${seed}, round ${round}, byte ${killAt}`;
      const sentBefore = server.sentBytes;
      server.inject({ kind: "slow", bytesPerSecond: 12_000_000 });
      const child = next;
      child.go();
      next = holdChild();
      await Promise.race([server.sent(sentBefore + killAt), once(child.process, "exit")]);
      await killNow(child.process);
      expect(existsSync(finalPath()) && (await readFile(finalPath())).length !== sizeBytes, where).toBe(false);
      server.clearFaults();
      const result = await finish();
      expect([result.origin?.sha256, result.restarts], where).toEqual([sha256, 0]);
      expect((await readFile(finalPath())).equals(weights), where).toBe(true);
      expect((await readdir(dirname(finalPath()))).toSorted(), where).toEqual(["tiny.gguf", "tiny.gguf.origin.json"]);
      resumed += result.resumedBytes > 0 ? 1 : 0;
      await rm(cacheFolder, { recursive: true });
    }
    // A kill within the first bytes leaves nothing to go on with; most of them do.
    expect(resumed, `seed ${seed}`).toBeGreaterThan(0);
  }, 120_000);

  it("is made once for two processes at once, and both get the file and its progress", async () => {
    server.inject({ kind: "slow", bytesPerSecond: 50_000 });
    const both = [startChild(), startChild()];
    await Promise.race(both.map(({ waits }) => waits));
    // The one that waits sees some of the other's progress before the rest comes quickly.
    await server.sent(500 * kib);
    server.clearFaults();
    const results = await Promise.all(both.map(({ result }) => result));
    expect(results.map(({ outcome }) => outcome).toSorted()).toEqual(["downloaded", "downloaded-elsewhere"]);
    for (const result of results)
      expect(result).toMatchObject({ path: finalPath(), sizeBytes, last: sizeBytes, isMonotonic: true });
    for (const { reports } of results) expect(reports).toBeGreaterThan(2);
    expect(server.sentBytes).toBe(sizeBytes);
    expect((await readFile(finalPath())).equals(weights)).toBe(true);
  });

  it("is taken over by the process that waits when the other one is killed", async () => {
    server.inject({ kind: "slow", bytesPerSecond: 100_000 });
    const first = startChild();
    await server.sent(200 * kib);
    const second = startChild();
    await second.waits;
    await server.sent(500 * kib);
    await killNow(first.process);
    server.clearFaults();
    const result = await second.result;
    expect(result).toMatchObject({ outcome: "downloaded", sizeBytes });
    expect(result.resumedBytes).toBeGreaterThan(0);
    expect((await readFile(finalPath())).equals(weights)).toBe(true);
  });

  it("keeps its process alive while it waits for its next try", async () => {
    server.inject({ kind: "status", at: "hub", status: 503, retryAfter: "1", times: 1 });
    expect((await startChild().result).outcome).toBe("downloaded");
  });

  it("shows as partial in the list after a kill", async () => {
    server.inject({ kind: "slow", bytesPerSecond: 200_000 });
    const child = startChild();
    await server.sent(1024 * kib);
    await wait(50);
    await killNow(child.process);
    const [entry, ...others] = await listDownloaded(cacheFolder);
    expect(others).toEqual([]);
    expect(entry).toMatchObject({ ...name, state: "partial", totalBytes: sizeBytes });
    expect(entry?.sizeBytes).toBeGreaterThan(0);
    expect(entry?.sizeBytes).toBeLessThan(sizeBytes);
  });
});
