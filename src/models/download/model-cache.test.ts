import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../../core/clock.ts";
import { defaultDownloadLimits } from "./download-limits.ts";
import { createLockAttempt } from "./file-lock.ts";
import { writeOrigin, type FileOrigin } from "./file-origin.ts";
import { cachePaths, listDownloaded, type CachedFileName } from "./model-cache.ts";
import { removeDownloaded } from "./remove-downloaded.ts";
import { writeJournal } from "./journal.ts";

const a: CachedFileName = { repository: "acme/tiny", revision: "main", file: "onnx/a.onnx" };
const b: CachedFileName = { repository: "acme/tiny", revision: "main", file: "b.gguf" };
const c: CachedFileName = { repository: "other/one", revision: "v1.0", file: "c.gguf" };
const origin: FileOrigin = {
  source: "https://hub/acme/tiny/b.gguf",
  identity: "x",
  sizeBytes: 3,
  sha256: "0".repeat(64),
  verifiedBy: "sha256",
  downloadedAt: "2026-01-01T00:00:00.000Z",
};

let cacheFolder: string;
beforeEach(async () => {
  cacheFolder = await mkdtemp(join(tmpdir(), "repartee-cache-"));
});
afterEach(() => rm(cacheFolder, { recursive: true, force: true }));

async function put(name: CachedFileName, text: string): Promise<void> {
  const { final } = cachePaths(cacheFolder, name);
  await mkdir(dirname(final), { recursive: true });
  await writeFile(final, text);
}

describe("model cache", () => {
  it("is empty before the first download", async () => {
    expect(await listDownloaded(cacheFolder)).toEqual([]);
    expect(await removeDownloaded(cacheFolder, a)).toBe(false);
    expect(await readdir(cacheFolder)).toEqual([]);
  });

  it("lists whole files, those put there by hand and partial ones, and nothing of its own", async () => {
    await put(a, "by hand");
    await put(b, "abc");
    await writeOrigin(cachePaths(cacheFolder, b).origin, origin);
    const paths = cachePaths(cacheFolder, c);
    await mkdir(dirname(paths.final), { recursive: true });
    await writeFile(paths.part, "12345");
    await writeFile(paths.lock, "{}");
    await writeJournal(paths.journal, { source: "x", identity: "y", sizeBytes: 10, done: [[0, 2], [4, 5]] }); // prettier-ignore
    expect(await listDownloaded(cacheFolder)).toEqual([
      { ...b, path: cachePaths(cacheFolder, b).final, state: "complete", sizeBytes: 3, totalBytes: 3, origin },
      { ...a, path: cachePaths(cacheFolder, a).final, state: "complete", sizeBytes: 7, totalBytes: 7 },
      { ...c, path: paths.final, state: "partial", sizeBytes: 3, totalBytes: 10 },
    ]);
  });

  it("removes one file with all that belongs to it, and folders that are empty then, and no more", async () => {
    for (const name of [a, b, c]) await put(name, "abc");
    await writeOrigin(cachePaths(cacheFolder, c).origin, origin);
    expect(await removeDownloaded(cacheFolder, c)).toBe(true);
    expect(await removeDownloaded(cacheFolder, a)).toBe(true);
    expect((await readdir(cacheFolder, { recursive: true })).toSorted()).toEqual(
      ["models", "models/acme", "models/acme/tiny", "models/acme/tiny/main", "models/acme/tiny/main/b.gguf"].map(
        (path) => join(...path.split("/")),
      ),
    );
  });

  it("does not remove a file that is being downloaded", async () => {
    await put(b, "abc");
    const { lock: path } = cachePaths(cacheFolder, b);
    const lock = await createLockAttempt(path, systemClock, defaultDownloadLimits.lock).tryAcquire();
    const removing = removeDownloaded(cacheFolder, b);
    await expect(removing).rejects.toMatchObject({ code: "model_in_use", message: expect.stringContaining("being") });
    await lock?.release();
    expect(await removeDownloaded(cacheFolder, b)).toBe(true);
  });

  it("refuses names that lead out of it", () => {
    for (const name of [
      { ...a, file: "../../../x" },
      { ...a, repository: "../x" },
      { ...a, revision: "../.." },
    ])
      expect(() => cachePaths(cacheFolder, name)).toThrow(/Cannot use/);
  });
});
