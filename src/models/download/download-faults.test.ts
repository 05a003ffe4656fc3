import { readdir } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, it, vi } from "vitest";
import { createFakeClock, type FakeClock } from "../../testing/fake-clock.ts";
import { useDownloadScene } from "../../../test/support/download-scene.ts";
import { namesOf, seededBytes } from "../../../test/support/hub-server/index.ts";

const kib = 1024;
const sizeBytes = 512 * kib;
const weights = seededBytes(11, sizeBytes);

const scene = useDownloadScene(
  { repositories: [{ id: "acme/tiny", files: [{ name: "tiny.gguf", content: weights }] }] },
  { minPieceBytes: 64 * kib, journalBytes: 32 * kib, backoffMs: 1, progressMs: 0 },
);
const { download, hasBytes, pathOf } = scene;

/** Lets a download on a fake clock end: far too slowly for a clock of ours to fall due by it. */
async function letEnd(clock: FakeClock, running: Promise<unknown>): Promise<void> {
  let hasEnded = false;
  running.then(
    () => (hasEnded = true),
    () => (hasEnded = true),
  );
  for (let step = 0; step < 5_000 && !hasEnded; step += 1) {
    await clock.advance(1);
    await wait(1);
  }
}

describe("download", () => {
  it.each([
    ["bodies that end early and say so", { kind: "truncate", afterBytes: 20_000, times: 6 }],
    ["connections cut in the middle", { kind: "cut", afterBytes: 30_000, times: 6 }],
    ["connections closed before an answer", { kind: "refuse", at: "storage", times: 3 }],
    ["a hub that closes connections", { kind: "refuse", at: "hub", times: 2 }],
    ["a storage that answers 500", { kind: "status", at: "storage", status: 500, times: 3 }],
    ["a hub that answers 503", { kind: "status", at: "hub", status: 503, times: 2 }],
    ["a limit without delay", { kind: "status", at: "storage", status: 429, retryAfter: "0", times: 3 }],
    ["a signature that ran out", { kind: "status", at: "storage", status: 403, times: 2 }],
    ["another copy in the storage", { kind: "other-etag", times: 1 }],
  ] as const)("survives %s", async (_name, fault) => {
    scene.server.inject(fault);
    expect(await download({ limits: { progressBytes: 1 } })).toMatchObject({ outcome: "downloaded", restarts: 0 });
    expect(await hasBytes(weights)).toBe(true);
  });

  it("goes on in parts when the storage turns to another copy of the same file", async () => {
    // The first answers of all four parts come from one copy, all later ones from the other.
    scene.server.inject({ kind: "other-etag", times: 4 });
    await download();
    const storage = scene.server.requests.filter(({ host }) => host === "storage");
    expect(storage.some(({ headers }) => String(headers["if-range"]).startsWith('"copied-'))).toBe(true);
    expect(storage.every(({ headers }) => headers["range"] !== undefined)).toBe(true);
    expect(await hasBytes(weights)).toBe(true);
  });

  it("keeps the bytes that came before a cut", async () => {
    scene.server.inject({ kind: "cut", afterBytes: 100 * kib, times: 1 });
    await download({ parallelParts: 1 });
    const ranges = scene.server.requests.flatMap(({ host, headers }) => (host === "storage" ? [headers["range"]] : []));
    expect(ranges).toHaveLength(2);
    expect(ranges[0]).toBeUndefined();
    expect(Number(/^bytes=(\d+)-/.exec(String(ranges[1]))?.[1])).toBeGreaterThan(0);
    expect(await hasBytes(weights)).toBe(true);
  });

  it("removes a file with a wrong byte and says so; the next download is right", async () => {
    scene.server.inject({ kind: "wrong-byte", offset: 300_000 });
    const failed = download();
    await expect(failed).rejects.toMatchObject({
      code: "checksum_mismatch",
      facts: { expected: namesOf(weights).sha256 },
      hint: expect.stringContaining("removed"),
    });
    expect(await readdir(dirname(pathOf()))).toEqual([]);
    scene.server.clearFaults();
    expect(await download()).toMatchObject({ outcome: "downloaded", resumedBytes: 0 });
    expect(await hasBytes(weights)).toBe(true);
  });

  it("gives a part up after 20 s without a byte, not before, and goes on", async () => {
    const clock = createFakeClock();
    scene.server.inject({ kind: "stall", afterBytes: 50_000, times: 1 });
    let gotBytes = 0;
    const running = download({
      clock,
      parallelParts: 1,
      onProgress: ({ downloadedBytes }) => (gotBytes = downloadedBytes),
    });
    await vi.waitFor(() => expect(gotBytes).toBe(50_000), { timeout: 10_000 });
    await clock.advance(19_999);
    expect(scene.server.requests.filter(({ host }) => host === "storage")).toHaveLength(1);
    await clock.advance(1);
    await letEnd(clock, running);
    await expect(running).resolves.toMatchObject({ outcome: "downloaded" });
    const ranges = scene.server.requests.flatMap(({ host, headers }) => (host === "storage" ? [headers["range"]] : []));
    expect(ranges).toEqual([undefined, `bytes=50000-${sizeBytes - 1}`]);
    expect(await hasBytes(weights)).toBe(true);
    expect(clock.pendingCount).toBe(0);
  });

  it("ends as stalled when every try stalls, and keeps what came", async () => {
    scene.server.inject({ kind: "stall", afterBytes: 10_000 });
    await expect(download({ limits: { stallMs: 40 } })).rejects.toMatchObject({
      code: "download_stalled",
      status: 504,
    });
    scene.server.clearFaults();
    const result = await download();
    expect(result.resumedBytes).toBeGreaterThan(0);
    expect(await hasBytes(weights)).toBe(true);
  });

  it("gives up after as many tries as it may make, and no sooner", async () => {
    scene.server.inject({ kind: "status", at: "storage", status: 500 });
    const failed = download({ parallelParts: 1 });
    await expect(failed).rejects.toMatchObject({ code: "download_failed", facts: { status: 500 } });
    expect(scene.server.requests.filter(({ host }) => host === "storage")).toHaveLength(5);
    expect(await readdir(dirname(pathOf()))).not.toContain("tiny.gguf");
  });

  it("makes no request before Retry-After has passed", async () => {
    const clock = createFakeClock();
    scene.server.inject({ kind: "status", at: "hub", status: 429, retryAfter: "3", times: 1 });
    const running = download({ clock, random: () => 0 });
    await vi.waitFor(() => expect(clock.pendingCount).toBe(3), { timeout: 10_000 });
    await clock.advance(2_999);
    await wait(20);
    expect(scene.server.requests).toHaveLength(1);
    await clock.advance(1);
    await letEnd(clock, running);
    await expect(running).resolves.toMatchObject({ outcome: "downloaded" });
  });

  it("ends at once when it is asked to wait too long, and says how long", async () => {
    scene.server.inject({ kind: "status", at: "hub", status: 429, retryAfter: "3600" });
    await expect(download()).rejects.toMatchObject({
      code: "download_failed",
      retryAfterSeconds: 3600,
      hint: expect.stringContaining("HUGGINGFACE_TOKEN"),
    });
    expect(scene.server.requests).toHaveLength(1);
  });

  it("begins anew when the file changes on the way, with progress that still never goes back", async () => {
    const newer = seededBytes(12, sizeBytes + 1000);
    const seen: { readonly downloadedBytes: number; readonly restarts: number }[] = [];
    const result = await download({
      onProgress: (progress) => {
        seen.push(progress);
        if (progress.downloadedBytes > 200 * kib) scene.server.replaceFile("acme/tiny", "tiny.gguf", newer);
      },
    });
    expect(result).toMatchObject({ restarts: 1, origin: { sha256: namesOf(newer).sha256 } });
    expect(await hasBytes(newer)).toBe(true);
    const bytes = seen.map(({ downloadedBytes }) => downloadedBytes);
    expect(bytes).toEqual(bytes.toSorted((a, b) => a - b));
    expect(seen.at(-1)).toMatchObject({ downloadedBytes: newer.length, restarts: 1 });
  });

  it("gives up when the file never stays the same", async () => {
    let seed = 100;
    const failed = download({
      onProgress: () => scene.server.replaceFile("acme/tiny", "tiny.gguf", seededBytes((seed += 1), sizeBytes)),
    });
    await expect(failed).rejects.toMatchObject({
      code: "download_failed",
      message: expect.stringContaining("again and again"),
    });
    expect(await readdir(dirname(pathOf()))).not.toContain("tiny.gguf");
  });

  it("stops all parts when one cannot go on", async () => {
    scene.server.inject({ kind: "slow", bytesPerSecond: 200_000 });
    const controller = new AbortController();
    const running = download({ signal: controller.signal });
    await scene.server.sent(64 * kib);
    controller.abort();
    await expect(running).rejects.toMatchObject({ code: "cancelled" });
    const sent = scene.server.sentBytes;
    await wait(200);
    expect(scene.server.sentBytes - sent).toBeLessThanOrEqual(4 * 16 * kib);
  });
});
