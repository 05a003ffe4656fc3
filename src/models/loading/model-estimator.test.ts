import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createFakeClock, writeRandomLlama } from "../../testing/index.ts";
import { createModelRegistry } from "../registry/model-registry.ts";
import { readUserEntries } from "../registry/read-user-entries.ts";
import type { Hardware } from "../fit/hardware/hardware.ts";
import { createHub } from "../hub/create-hub.ts";
import { withMemoryLimit } from "../fit/hardware/hardware-probe.ts";
import { createModelEstimator, type ModelEstimator } from "./model-estimator.ts";

const MiB = 2 ** 20;
let folder = "";
let path = "";
let freeBytes = 0;
let asked = 0;
const clock = createFakeClock();

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "repartee-estimator-"));
  path = join(folder, "tiny.gguf");
  await writeRandomLlama(path, { seed: 3 });
  freeBytes = 2 ** 40;
  asked = 0;
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function hardware(): Promise<Hardware> {
  asked += 1;
  return {
    cpu: { model: "test", architecture: "x64", physicalCores: 2, logicalCores: 2, usableCores: 2 },
    memory: { totalBytes: 2 ** 40, freeBytes, boundBy: "machine" },
    gpu: { kind: "none", reason: "test" },
  };
}

function createEstimator(limitBytes = Infinity): ModelEstimator {
  const files = [{ file: "a.gguf", quantization: "Q4_K_M", size_bytes: 1_000_000_000 }];
  return createModelEstimator({
    registry: createModelRegistry(readUserEntries([{ name: "far", repository: "acme/far", files }])),
    // Nothing listens there: an estimate that asked the hub would fail.
    hub: createHub({ url: "http://127.0.0.1:9" }),
    cacheFolder: join(folder, "cache"),
    probe: withMemoryLimit({ hardware, withoutGpu: hardware, withKnownGpu: hardware }, limitBytes),
    clock,
  });
}

test("estimate of a file that is here comes from its header: more slots, more memory", async () => {
  const { size } = await stat(path);
  const estimator = createEstimator();
  const one = await estimator.bytes(path, { slots: 1, contextSize: 256 });
  const eight = await estimator.bytes(path, { slots: 8, contextSize: 256 });
  expect(one).toBeGreaterThan(size + 90 * MiB);
  expect(eight).toBeGreaterThan(one);
});

test("estimate of a model that is not here comes from the size that the registry tells, and asks no hub", async () => {
  const estimator = createEstimator();
  expect(await estimator.bytes("far", {})).toBe(2_400_000_000);
  freeBytes = 3_000_000_000;
  expect(await estimator.fits("far", {})).toBe("yes");
});

test("model of which nothing is known has no estimate, and fits unknown", async () => {
  const estimator = createEstimator();
  await expect(estimator.bytes("hf:acme/nowhere", {})).rejects.toMatchObject({ code: "hub_unreachable" });
  expect(await estimator.fits("hf:acme/nowhere", {})).toBe("unknown");
  expect(await estimator.fits(join(folder, "missing.gguf"), {})).toBe("unknown");
});

test("estimate within a budget is that of the smaller context with which the model keeps to it", async () => {
  await writeRandomLlama(path, { seed: 3, contextLength: 8192 });
  const slots = 4;
  const free = createEstimator();
  const full = await free.bytes(path, { contextSize: 4096, slots });
  const small = await free.bytes(path, { contextSize: 2048, slots });
  expect(await free.bytes(path, { slots })).toBe(full);
  expect(small).toBeLessThan(full);
  const limited = createEstimator((full + small) / 2);
  expect(await limited.bytes(path, { slots })).toBe(small);
  expect(await limited.fits(path, { slots })).toBe("tight");
  // What the user has set is not made smaller.
  expect(await limited.bytes(path, { contextSize: 4096, slots })).toBe(full);
});

test("fits follows the memory that is free, looked at again after five seconds", async () => {
  const estimator = createEstimator();
  expect(await estimator.fits(path, {})).toBe("yes");
  freeBytes = 10 * MiB;
  expect(await estimator.fits(path, {})).toBe("yes");
  expect(asked).toBe(1);
  await clock.advance(5_000);
  expect(await estimator.fits(path, {})).toBe("no");
});
