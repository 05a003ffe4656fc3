import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../../core/clock.ts";
import type { Engine, LoadOptions } from "../../core/engine.ts";
import { ReparteeError, type ErrorCode } from "../../core/errors.ts";
import { silentLog } from "../../core/log.ts";
import { createFakeEngine, writeRandomLlama } from "../../testing/index.ts";
import { startHubServer, type HubServer } from "../../../test/support/hub-server/index.ts";
import { writeTinyGpt2 } from "../../../test/support/tiny-gpt2/tiny-gpt2.ts";
import { createModelRegistry } from "../registry/model-registry.ts";
import { readUserEntries } from "../registry/read-user-entries.ts";
import type { Hardware } from "../fit/hardware/hardware.ts";
import { createHub } from "../hub/create-hub.ts";
import type { HardwareProbe } from "../fit/hardware/hardware-probe.ts";
import { createModelLoader, type ModelLoader } from "./create-model-loader.ts";
import type { LoadActivity } from "./load-activity.ts";

const registry = createModelRegistry(
  readUserEntries([
    { name: "tiny", repository: "acme/tiny", files: [{ file: "tiny-Q8_0.gguf", quantization: "Q8_0" }] },
    { name: "kept-back", repository: "acme/gated", files: [{ file: "a.gguf" }] },
    { name: "nowhere", repository: "acme/nowhere", files: [{ file: "a.gguf" }] },
    { name: "broken", repository: "acme/broken", files: [{ file: "a.gguf" }] },
  ]),
);

let folder = "";
let server: HubServer;
let loaded: { location: string; options: LoadOptions }[] = [];
let freeBytes = 2 ** 40;
let networkUses = 0;
let cpu: Partial<Hardware["cpu"]> = {};
/** Locations that the engine refuses. */
let failing: RegExp | undefined;
let failsWith: ErrorCode = "model_load_failed";

/** What the hub has; written once, served to each test. */
let content: Uint8Array;
let files: { readonly name: string; readonly content: Uint8Array }[] = [];

beforeAll(async () => {
  const written = await mkdtemp(join(tmpdir(), "repartee-hub-"));
  await writeRandomLlama(join(written, "model.gguf"), { seed: 3 });
  content = await readFile(join(written, "model.gguf"));
  await writeTinyGpt2(join(written, "dialogpt"), { seed: 1, file: "torch-zip", elementType: "F16" });
  const names = await readdir(join(written, "dialogpt"));
  files = await Promise.all(
    names.map(async (name) => ({ name, content: await readFile(join(written, "dialogpt", name)) })),
  );
  await rm(written, { recursive: true });
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "repartee-acquire-"));
  await writeFile(join(folder, "model.gguf"), content);
  server = await startHubServer({
    repositories: [
      { id: "microsoft/DialoGPT-small", files },
      {
        id: "acme/tiny",
        files: [
          { name: "tiny-Q8_0.gguf", content },
          { name: "other.txt", content: new Uint8Array(3) },
        ],
      },
      { id: "acme/gated", gatedFor: ["let-in"], files: [{ name: "a.gguf", content }] },
      { id: "acme/broken", files: [{ name: "a.gguf", content: content.subarray(0, 2000) }] },
    ],
  });
  loaded = [];
  freeBytes = 2 ** 40;
  networkUses = 0;
  cpu = {};
  failing = undefined;
  failsWith = "model_load_failed";
});
afterEach(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

function hardware(): Hardware {
  return {
    cpu: { model: "test", architecture: "x64", physicalCores: 2, logicalCores: 2, usableCores: 2, ...cpu },
    memory: { totalBytes: 2 ** 40, freeBytes, boundBy: "machine" },
    gpu: { kind: "none", reason: "test" },
  };
}

function createEngine(offline: boolean = false): ModelLoader {
  const fake = createFakeEngine({});
  const inner: Engine = {
    id: fake.id,
    capabilities: fake.capabilities,
    load(source, options, signal) {
      loaded.push({ location: source.location, options });
      if (failing?.test(source.location) === true) throw new ReparteeError(failsWith, "expected a good file");
      return fake.load(source, options, signal);
    },
  };
  const probe: HardwareProbe = {
    hardware: () => Promise.resolve(hardware()),
    withoutGpu: () => Promise.resolve(hardware()),
    withKnownGpu: () => Promise.resolve(hardware()),
  };
  return createModelLoader({
    packageClients: { env: {}, npmCommand: ["no-npm"], pipCommand: ["no-pip"] },
    registry,
    cacheFolder: join(folder, "cache"),
    hub: createHub({ url: server.url }),
    offline,
    log: silentLog,
    clock: systemClock,
    probe,
    engines: { gguf: inner, onnx: { ...inner, id: "onnx" } },
    form: "gguf",
  });
}

async function load(engine: ModelLoader, reference: string, options: LoadOptions = {}): Promise<void> {
  const signal = new AbortController().signal;
  const model = await engine.load({ name: "m", location: reference }, options, signal);
  networkUses = server.requests.length;
  await model.unload();
}

describe("model loader", () => {
  it.each(["tiny", "hf:acme/tiny", "hf:acme/tiny:q8_0", "hf:acme/tiny:tiny-Q8_0.gguf"])(
    "downloads %s once, then loads it from the cache",
    async (reference) => {
      const engine = createEngine();
      await load(engine, reference);
      const uses = networkUses;
      expect(uses).toBeGreaterThan(0);
      await load(engine, reference);
      expect(networkUses).toBe(uses);
      const path = join(folder, "cache", "models", "acme", "tiny", "main", "tiny-Q8_0.gguf");
      expect(loaded.map(({ location }) => location)).toEqual([path, path]);
    },
  );

  it("reports the download as nine tenths of the load, never going back, and says that it downloads", async () => {
    const engine = createEngine();
    const fractions: number[] = [];
    const activities: (LoadActivity | undefined)[] = [];
    await load(engine, "tiny", {
      onProgress(fraction) {
        fractions.push(fraction);
        activities.push(engine.activity());
      },
    });
    expect(fractions.toSorted((a, b) => a - b)).toEqual(fractions);
    expect(fractions).toContain(0.9);
    expect(activities[0]).toEqual({ phase: "downloading" });
    expect(engine.activity()).toBeUndefined();
  });

  it("reports a conversion after the download, and given up in it leaves nothing half-made", async () => {
    const engine = createEngine();
    const phases = new Set<LoadActivity["phase"] | undefined>();
    const fractions: number[] = [];
    const leaving = new AbortController();
    const source = { name: "m", location: "dialogpt-small" };
    const converted = join(folder, "cache", "converted", "microsoft", "DialoGPT-small", "main");
    const given = engine.load(source, { onProgress: leaveWhenConverting }, leaving.signal);
    function leaveWhenConverting(): void {
      if (engine.activity()?.phase === "converting") leaving.abort();
    }
    await expect(given).rejects.toMatchObject({ code: "cancelled" });
    expect(await readdir(converted)).toEqual([]);
    expect(loaded).toEqual([]);
    const uses = server.requests.length;
    await load(engine, "dialogpt-small", {
      onProgress(fraction) {
        fractions.push(fraction);
        phases.add(engine.activity()?.phase);
      },
    });
    expect(server.requests.length).toBe(uses);
    expect([...phases]).toEqual(["converting", "loading"]);
    expect(fractions.toSorted((a, b) => a - b)).toEqual(fractions);
    expect(loaded.map(({ location }) => location)).toEqual([expect.stringMatching(/-Q8_0-[0-9a-f]{20}\.gguf$/)]);
    expect(await readdir(converted)).toHaveLength(1);
  });

  it("takes a context size for all models as no more than this one spans", async () => {
    await load(createEngine(), join(folder, "model.gguf"), { contextSizeLimit: 1_000_000 });
    await load(createEngine(), join(folder, "model.gguf"), { contextSizeLimit: 100 });
    expect(loaded.map(({ options }) => options.contextSize)).toEqual([2048, 100]);
    expect(loaded[0]?.options).not.toHaveProperty("contextSizeLimit");
  });

  it.each([
    { reference: "nowhere", code: "repository_not_found", hint: /Check the name/ },
    { reference: "kept-back", code: "model_gated", hint: /Accept the licence at .*HUGGINGFACE_TOKEN/ },
    { reference: "broken", code: "model_file_invalid", hint: /download it again or choose another/ },
    { reference: "hf:acme/tiny:Q4_0", code: "repository_file_not_found", hint: /It has Q8_0/ },
  ])("refuses $reference with $code and the next action, before the inner engine hears of it", async (expected) => {
    await expect(load(createEngine(), expected.reference)).rejects.toMatchObject({
      code: expected.code,
      hint: expect.stringMatching(expected.hint),
    });
    expect(loaded).toEqual([]);
  });

  it("refuses what does not fit with both numbers and what would fit", async () => {
    freeBytes = 1_000_000;
    await expect(load(createEngine(), join(folder, "model.gguf"))).rejects.toMatchObject({
      code: "insufficient_memory",
      message: expect.stringMatching(/needs .* of memory, free is 1 MB/),
      hint: expect.stringMatching(/\w/),
      facts: { availableBytes: 1_000_000 },
    });
    expect(loaded).toEqual([]);
  });

  it("says that it is offline instead of asking the hub", async () => {
    await expect(load(createEngine(true), "tiny")).rejects.toMatchObject({
      code: "hub_unreachable",
      hint: /--offline/,
    });
    expect(server.requests).toEqual([]);
  });

  it("refuses a damaged file at once until it changes, and leaves it where it is", async () => {
    const path = join(folder, "damaged.gguf");
    const good = await readFile(join(folder, "model.gguf"));
    await writeFile(path, good.subarray(0, 1500));
    await expect(load(createEngine(), path)).rejects.toMatchObject({ code: "model_file_invalid" });
    const again = load(createEngine(), path);
    await expect(again).rejects.toMatchObject({ code: "model_file_invalid", facts: { quarantined: true } });
    expect((await stat(path)).size).toBe(1500);
    await writeFile(path, good);
    await load(createEngine(), path);
    expect(loaded.map(({ location }) => location)).toEqual([path]);
  });

  describe("of a Q4_1 file", () => {
    const onCpu = { gpuLayers: 0 };
    const made = (): string => join(folder, "cache", "converted", "local");
    let path = "";

    beforeEach(async () => {
      path = join(folder, "model-Q4_1.gguf");
      await writeRandomLlama(path, { seed: 3, layerType: "Q4_1" });
    });

    it("gives the engine another form of it where the processor computes, made once", async () => {
      const engine = createEngine();
      const phases = new Set<string | undefined>();
      await load(engine, path, { ...onCpu, onProgress: () => phases.add(engine.activity()?.phase) });
      await load(engine, path, onCpu);
      expect([...phases]).toEqual(["converting", "loading"]);
      const [first, second] = loaded;
      expect(first?.location).toMatch(/model-Q4_1-[0-9a-f]{20}\.weights\.gguf$/);
      expect(first?.options).toMatchObject({
        loraPath: first?.location.replace(".weights.", ".offsets."),
        mapsFile: false,
      });
      expect(second?.location).toBe(first?.location);
      expect(engine.filePath()).toBe(path);
      expect(await readdir(made())).toHaveLength(2);
    });

    it.each<[string, LoadOptions, Partial<Hardware["cpu"]>]>([
      ["with an adapter of the user's", { ...onCpu, loraPath: "/a/lora.gguf" }, {}],
      ["where a GPU may compute", {}, {}],
      ["on an ARM processor", onCpu, { architecture: "arm64" }],
      ["without AVX2", onCpu, { instructionSets: ["avx"] }],
    ])("gives the engine the file itself %s", async (_, options, machine) => {
      cpu = machine;
      await load(createEngine(), path, options);
      expect(loaded.map(({ location }) => location)).toEqual([path]);
      await expect(readdir(made())).rejects.toThrow("ENOENT");
    });

    it("loads the file where the other form fails, and removes that", async () => {
      failing = /\.weights\.gguf$/;
      await load(createEngine(), path, onCpu);
      expect(loaded.map(({ location }) => location)).toEqual([expect.stringMatching(failing), path]);
      expect(await readdir(made())).toEqual([]);
    });

    it("keeps the other form where there is no room for it, and tries no file that needs as much", async () => {
      failing = /gguf$/;
      failsWith = "insufficient_memory";
      await expect(load(createEngine(), path, onCpu)).rejects.toMatchObject({ code: "insufficient_memory" });
      expect(loaded).toHaveLength(1);
      expect(await readdir(made())).toHaveLength(2);
    });

    it("loads the file where the other form cannot be written", async () => {
      await mkdir(join(folder, "cache"), { recursive: true });
      await writeFile(join(folder, "cache", "converted"), "a file where a folder should be");
      await load(createEngine(), path, onCpu);
      expect(loaded.map(({ location }) => location)).toEqual([path]);
    });

    it("is given up while the other form is made, and loads nothing", async () => {
      const engine = createEngine();
      const leaving = new AbortController();
      const leave = (): void => {
        if (engine.activity()?.phase === "converting") leaving.abort();
      };
      const given = engine.load({ name: "m", location: path }, { ...onCpu, onProgress: leave }, leaving.signal);
      await expect(given).rejects.toMatchObject({ code: "cancelled" });
      expect(loaded).toEqual([]);
      expect(await readdir(made())).toEqual([]);
    });
  });
});
