import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { useDownloadScene } from "../../../test/support/download-scene.ts";
import { seededBytes } from "../../../test/support/hub-server/index.ts";

const kib = 1024;
const sizeBytes = 2 * 1024 * kib;
const weights = seededBytes(31, sizeBytes);
const mebibyte = 1024 * kib;

const scene = useDownloadScene(
  { repositories: [{ id: "acme/tiny", files: [{ name: "tiny.gguf", content: weights }] }] },
  { minPieceBytes: 128 * kib, journalBytes: 64 * kib },
);
const { download } = scene;

describe("download", () => {
  it("does not begin when the disk has no room for the file and a reserve", async () => {
    const neededBytes = sizeBytes + 64 * mebibyte;
    const failed = download({ freeBytes: async () => neededBytes - 1 });
    await expect(failed).rejects.toMatchObject({ code: "disk_full", status: 507, facts: { neededBytes } });
    expect(scene.server.sentBytes).toBe(0);
    expect(await download({ freeBytes: async () => neededBytes })).toMatchObject({ outcome: "downloaded" });
  });

  it("needs room only for what is missing", async () => {
    const controller = new AbortController();
    const first = download({
      signal: controller.signal,
      limits: { progressMs: 0 },
      onProgress: ({ downloadedBytes }) => {
        if (downloadedBytes > mebibyte) controller.abort();
      },
    });
    await expect(first).rejects.toMatchObject({ code: "cancelled" });
    const result = await download({ freeBytes: async () => sizeBytes - mebibyte + 64 * mebibyte });
    expect(result.resumedBytes).toBeGreaterThanOrEqual(mebibyte);
  });
});

describe("download to a full disk", () => {
  it("is refused before the first byte, fails without loss when the disk fills, and goes on with more room", async (test) => {
    const folder = mountSmallDisk();
    if (folder === undefined) return test.skip("only root on Linux may mount a small file system");
    try {
      await expect(download({ cacheFolder: folder, limits: { spareDiskBytes: 0 } })).rejects.toMatchObject({
        code: "disk_full",
        message: expect.stringContaining("MB are free"),
      });
      expect(scene.server.sentBytes).toBe(0);
      const filled = download({ cacheFolder: folder, freeBytes: async () => Infinity });
      await expect(filled).rejects.toMatchObject({
        code: "disk_full",
        message: expect.stringContaining("the disk is full"),
        hint: expect.stringContaining("is kept"),
      });
      execFileSync("mount", ["-o", "remount,size=4m", folder]);
      const result = await download({ cacheFolder: folder, limits: { spareDiskBytes: 0 } });
      expect(result.resumedBytes).toBeGreaterThan(0);
      expect((await readFile(result.path)).equals(weights)).toBe(true);
    } finally {
      execFileSync("umount", [folder]);
      rmSync(folder, { recursive: true });
    }
  });
});

/** Mounts a file system of 1 MiB, which only root on Linux may do; undefined elsewhere. */
function mountSmallDisk(): string | undefined {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return undefined;
  const folder = mkdtempSync(join(tmpdir(), "repartee-disk-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", folder], { stdio: "ignore" });
    return folder;
  } catch {
    // Root without the right to mount, as in most containers.
    rmSync(folder, { recursive: true });
    return undefined;
  }
}
