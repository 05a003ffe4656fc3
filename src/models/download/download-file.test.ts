import { mkdir, mkdtemp, readFile, readdir, rm, stat, symlink, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { useDownloadScene } from "../../../test/support/download-scene.ts";
import { namesOf, seededBytes, startHubServer, type HubServerOptions } from "../../../test/support/hub-server/index.ts";
import { createHub } from "../hub/create-hub.ts";
import { type DownloadProgress } from "./progress.ts";

const kib = 1024;
const sizeBytes = 1024 * kib;
const weights = seededBytes(7, sizeBytes);
const commit = "1234567890abcdef1234567890abcdef12345678";
const hosted: HubServerOptions = {
  tokens: ["let-in", "known"],
  repositories: [
    {
      id: "acme/tiny",
      commit,
      files: [
        { name: "tiny.gguf", content: weights },
        { name: "empty.bin", content: new Uint8Array() },
        { name: "config.json", content: new TextEncoder().encode("{}"), isLarge: false },
      ],
    },
    { id: "acme/gated", commit, gatedFor: ["let-in"], files: [{ name: "tiny.gguf", content: weights }] },
  ],
};

const scene = useDownloadScene(hosted, {
  minPieceBytes: 64 * kib,
  journalBytes: 32 * kib,
  backoffMs: 1,
  progressMs: 0,
});
const { download, hasBytes, pathOf } = scene;

/** Downloads until about `byteCount` bytes came, then cancels. */
async function downloadPartly(byteCount: number): Promise<void> {
  const controller = new AbortController();
  const running = download({
    signal: controller.signal,
    onProgress: ({ downloadedBytes }) => {
      if (downloadedBytes >= byteCount) controller.abort();
    },
  });
  await expect(running).rejects.toMatchObject({ code: "cancelled" });
}

describe("download", () => {
  it("brings the file in parallel parts, checked, under its name and with its origin", async () => {
    const result = await download();
    const { sha256 } = namesOf(weights);
    expect(result).toMatchObject({ path: pathOf(), sizeBytes, outcome: "downloaded", resumedBytes: 0, restarts: 0 });
    expect(result.origin).toMatchObject({
      sha256,
      verifiedBy: "sha256",
      commit,
      source: `${scene.server.url}/acme/tiny/tiny.gguf`,
    });
    expect(await hasBytes(weights)).toBe(true);
    expect((await readdir(dirname(pathOf()))).toSorted()).toEqual(["tiny.gguf", "tiny.gguf.origin.json"]);
    const ranges = scene.server.requests.flatMap(({ host, headers }) => (host === "storage" ? [headers["range"]] : []));
    expect(ranges).toHaveLength(16);
    expect(ranges).toContain("bytes=0-65535");
    // All pieces come from the commit that the revision stood for at first.
    expect(scene.server.requests.slice(1).every(({ host, path }) => host === "storage" || path.includes(commit))).toBe(
      true,
    );
  });

  it("reports progress that never goes back and ends at 100 %, once", async () => {
    const reports: DownloadProgress[] = [];
    await download({ onProgress: (progress) => void reports.push(progress) });
    const bytes = reports.map(({ downloadedBytes }) => downloadedBytes);
    expect(bytes).toEqual(bytes.toSorted((a, b) => a - b));
    expect(bytes.filter((count) => count === sizeBytes)).toHaveLength(1);
    expect(reports.at(-1)).toMatchObject({
      downloadedBytes: sizeBytes,
      totalBytes: sizeBytes,
      etaSeconds: 0,
      restarts: 0,
    });
    expect(reports.length).toBeGreaterThan(10);
    expect(reports[0]).toMatchObject({ downloadedBytes: 0, bytesPerSecond: 0, etaSeconds: null });
    expect(reports.at(-2)?.bytesPerSecond).toBeGreaterThan(0);
  });

  it("answers with the file that is there, without a request", async () => {
    await download();
    const before = scene.server.requests.length;
    const reports: DownloadProgress[] = [];
    const result = await download({ onProgress: (progress) => void reports.push(progress) });
    expect(result).toMatchObject({ outcome: "present", sizeBytes, origin: { verifiedBy: "sha256" } });
    expect(scene.server.requests).toHaveLength(before);
    expect(reports.map(({ downloadedBytes }) => downloadedBytes)).toEqual([sizeBytes]);
  });

  it("downloads again when the file that is there has lost bytes since", async () => {
    await download();
    await truncate(pathOf(), 10);
    expect(await download()).toMatchObject({ outcome: "downloaded" });
    expect(await hasBytes(weights)).toBe(true);
  });

  describe("when it is to check for a newer version", () => {
    it("keeps the file while the hub has the same one, and replaces it when not", async () => {
      await download();
      const sent = scene.server.sentBytes;
      expect(await download({ whenPresent: "check" })).toMatchObject({ outcome: "present" });
      expect(scene.server.sentBytes).toBe(sent);
      const newer = seededBytes(8, 300 * kib);
      scene.server.replaceFile("acme/tiny", "tiny.gguf", newer);
      expect(await download({ whenPresent: "check" })).toMatchObject({ outcome: "downloaded", sizeBytes: 300 * kib });
      expect(await hasBytes(newer)).toBe(true);
    });

    it("takes a file that somebody put there by hand when it has the right bytes, and only then", async () => {
      await mkdir(dirname(pathOf()), { recursive: true });
      await writeFile(pathOf(), weights);
      expect(await download({ whenPresent: "check" })).toMatchObject({
        outcome: "present",
        origin: { verifiedBy: "sha256" },
      });
      expect(scene.server.sentBytes).toBe(0);
      await rm(`${pathOf()}.origin.json`);
      await writeFile(pathOf(), seededBytes(9, sizeBytes));
      expect(await download({ whenPresent: "check" })).toMatchObject({ outcome: "downloaded" });
    });

    it("keeps the file while the hub cannot be reached", async () => {
      await download();
      await scene.server.close();
      expect(await download({ whenPresent: "check" })).toMatchObject({ outcome: "present" });
    });
  });

  it("brings a file of no bytes, and a small one checked by git's hash", async () => {
    expect(await download({ file: "empty.bin" })).toMatchObject({ sizeBytes: 0, outcome: "downloaded" });
    expect((await stat(pathOf("empty.bin"))).size).toBe(0);
    expect(await download({ file: "config.json" })).toMatchObject({ origin: { verifiedBy: "git-sha1" } });
    expect(await readFile(pathOf("config.json"), "utf8")).toBe("{}");
    const sent = scene.server.requests.filter(({ method }) => method === "GET");
    expect(sent.map(({ headers }) => headers["range"])).toEqual([undefined]);
  });

  it("goes on after a cancel where it stopped", async () => {
    scene.server.inject({ kind: "slow", bytesPerSecond: 4_000_000 });
    await downloadPartly(400 * kib);
    await expect(stat(pathOf())).rejects.toThrow(/ENOENT/);
    expect((await stat(`${pathOf()}.part`)).size).toBeGreaterThan(0);
    expect(await readdir(dirname(pathOf()))).not.toContain("tiny.gguf.part.lock");
    scene.server.clearFaults();
    const sentBefore = scene.server.sentBytes;
    const reports: DownloadProgress[] = [];
    const result = await download({ onProgress: (progress) => void reports.push(progress) });
    expect(result.resumedBytes).toBeGreaterThanOrEqual(400 * kib);
    expect(reports[0]?.downloadedBytes).toBe(result.resumedBytes);
    expect(scene.server.sentBytes - sentBefore).toBe(sizeBytes - result.resumedBytes);
    expect(result.origin?.sha256).toBe(namesOf(weights).sha256);
    expect(await hasBytes(weights)).toBe(true);
    const resumed = scene.server.requests.filter(({ host, headers }) => host === "storage" && headers["if-range"]);
    expect(resumed.length).toBeGreaterThan(0);
  });

  it("does not use a part of another version", async () => {
    await downloadPartly(300 * kib);
    const newer = seededBytes(8, sizeBytes);
    scene.server.replaceFile("acme/tiny", "tiny.gguf", newer);
    const result = await download();
    expect(result).toMatchObject({ resumedBytes: 0, restarts: 0, origin: { sha256: namesOf(newer).sha256 } });
    expect(await hasBytes(newer)).toBe(true);
  });

  it("does not use a part without a journal, with half of one, or with one of another file", async () => {
    const journals = [undefined, '{"version":1,"sou', JSON.stringify({ version: 1, source: "x", identity: namesOf(weights).sha256, sizeBytes, done: [[0, sizeBytes]] })]; // prettier-ignore
    for (const journal of journals) {
      await mkdir(dirname(pathOf()), { recursive: true });
      await writeFile(`${pathOf()}.part`, new Uint8Array(sizeBytes));
      if (journal !== undefined) await writeFile(`${pathOf()}.part.json`, journal);
      expect(await download()).toMatchObject({ resumedBytes: 0, restarts: 0 });
      expect(await hasBytes(weights)).toBe(true);
      await rm(pathOf());
    }
  });

  it("begins anew, once, when what an earlier download left was damaged", async () => {
    await downloadPartly(300 * kib);
    const part = await readFile(`${pathOf()}.part`);
    part[0] = (part[0] ?? 0) ^ 0xff;
    await writeFile(`${pathOf()}.part`, part);
    expect(await download()).toMatchObject({ resumedBytes: 0, restarts: 1 });
    expect(await hasBytes(weights)).toBe(true);
  });

  it("brings the file in one piece from a storage that knows no ranges", async () => {
    scene.server.inject({ kind: "no-ranges" });
    scene.server.inject({ kind: "cut", afterBytes: 100 * kib, times: 2 });
    const result = await download();
    expect(result).toMatchObject({ outcome: "downloaded", restarts: 0 });
    expect(await hasBytes(weights)).toBe(true);
  });

  it("brings the file from a mirror without linked headers, checked by size", async () => {
    await using mirror = await startHubServer({ ...hosted, sendsLinkedHeaders: false });
    expect(await download({ hub: createHub({ url: mirror.url }) })).toMatchObject({
      origin: { verifiedBy: "size", sha256: namesOf(weights).sha256 },
    });
  });

  it("refuses a file whose hash is not the expected one, before any byte", async () => {
    const failed = download({ sha256: "0".repeat(64) });
    await expect(failed).rejects.toMatchObject({ code: "checksum_mismatch", facts: { expected: "0".repeat(64) } });
    expect(scene.server.sentBytes).toBe(0);
    expect(await download({ sha256: namesOf(weights).sha256 })).toMatchObject({ outcome: "downloaded" });
  });

  describe("of a gated model", () => {
    it("says where to accept the licence and which variable to set, without a token", async () => {
      const failed = download({ repository: "acme/gated" });
      await expect(failed).rejects.toMatchObject({ code: "model_gated", status: 403 });
      await expect(failed).rejects.toMatchObject({ hint: expect.stringContaining(`${scene.server.url}/acme/gated`) });
      await expect(failed).rejects.toMatchObject({ hint: expect.stringContaining("HUGGINGFACE_TOKEN") });
      expect(scene.server.requests).toHaveLength(1);
    });

    it("comes with the right token, which the storage never sees", async () => {
      expect(await download({ repository: "acme/gated", token: "let-in" })).toMatchObject({ outcome: "downloaded" });
      const tokens = { hub: new Set<unknown>(), storage: new Set<unknown>() };
      for (const { host, headers } of scene.server.requests) tokens[host].add(headers["authorization"]);
      expect([...tokens.hub]).toEqual(["Bearer let-in"]);
      expect([...tokens.storage]).toEqual([undefined]);
      expect(JSON.stringify(scene.server.requests.filter(({ host }) => host === "storage"))).not.toContain("let-in");
    });

    it("leaves no trace of the token on disk", async () => {
      scene.server.inject({ kind: "status", at: "storage", status: 404 });
      const failed = download({ repository: "acme/gated", token: "let-in" });
      const error = await failed.catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: "download_failed" });
      expect(JSON.stringify(error)).not.toMatch(/let-in|signature/);
      for (const entry of await readdir(scene.cacheFolder, { recursive: true, withFileTypes: true }))
        if (entry.isFile()) expect(await readFile(join(entry.parentPath, entry.name), "utf8")).not.toContain("let-in");
    });
  });

  it("refuses names and links that lead out of the cache, before anything is asked or written", async () => {
    for (const name of [{ file: "../../../../x" }, { repository: "../.." }, { revision: ".." }, { file: "a/../../x" }])
      await expect(download(name)).rejects.toMatchObject({ code: "invalid_request" });
    expect(await readdir(scene.cacheFolder)).toEqual([]);
    const outside = await mkdtemp(join(tmpdir(), "repartee-outside-"));
    try {
      await mkdir(join(scene.cacheFolder, "models"));
      await symlink(outside, join(scene.cacheFolder, "models", "acme"), "junction");
      await expect(download()).rejects.toMatchObject({ code: "invalid_request", message: /link leads it out/ });
      expect(await readdir(outside)).toEqual([]);
    } finally {
      await rm(outside, { recursive: true });
    }
    expect(scene.server.requests).toEqual([]);
  });

  it("says so at once when there is no network", async () => {
    await scene.server.close();
    const failed = download();
    await expect(failed).rejects.toMatchObject({
      code: "hub_unreachable",
      hint: expect.stringContaining("give its path"),
    });
  });
});
