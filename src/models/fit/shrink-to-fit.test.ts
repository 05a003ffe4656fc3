import { describe, expect, test } from "vitest";
import type { Gpu, Hardware } from "./hardware/hardware.ts";
import { llama1b } from "../../../test/models/llama-1b.ts";
import { shrinkToFit } from "./shrink-to-fit.ts";

const GB = 1e9;

function machine(freeBytes: number, gpuBytes?: number): Hardware {
  const gpu: Gpu =
    gpuBytes === undefined
      ? { kind: "none", reason: "none here" }
      : { kind: "cuda", names: ["test"], totalBytes: gpuBytes, freeBytes: gpuBytes, unified: false };
  return {
    cpu: { model: "test", architecture: "x64", physicalCores: 2, logicalCores: 2, usableCores: 2 },
    memory: { totalBytes: freeBytes, freeBytes, boundBy: "machine" },
    gpu,
  };
}

describe("shrinkToFit", () => {
  test("with room for all nothing is made smaller", () => {
    const { plan, fit, changes } = shrinkToFit(llama1b, {}, machine(16 * GB));
    expect(plan).toEqual({ contextSize: 4096, slots: 8, batchSize: 512, gpuLayers: 0 });
    expect(fit.fits).toBe("yes");
    expect(changes).toEqual([]);
  });

  test("automatic slots take no more than an eighth of the memory, and are four where that is less", () => {
    const slotBytes = 134e6;
    expect(shrinkToFit(llama1b, {}, machine(6.5 * slotBytes * 8)).plan.slots).toBe(6);
    expect(shrinkToFit(llama1b, {}, machine(3 * slotBytes * 8)).plan.slots).toBe(4);
    expect(shrinkToFit(llama1b, { slots: 3 }, machine(16 * GB)).plan.slots).toBe(3);
  });

  test("more slots are no reason for a smaller context", () => {
    const loaded = {
      ...machine(2.2 * GB),
      memory: { totalBytes: 64 * GB, freeBytes: 2.2 * GB, boundBy: "machine" as const },
    };
    expect(shrinkToFit(llama1b, { contextSize: 2048 }, loaded).plan).toMatchObject({ slots: 4, contextSize: 2048 });
  });

  test("an automatic context is no longer than what the model was trained on", () => {
    expect(shrinkToFit({ ...llama1b, contextLength: 1024 }, {}, machine(16 * GB)).plan.contextSize).toBe(1024);
  });

  test("an automatic context gives way first", () => {
    const { plan, fit, changes } = shrinkToFit(llama1b, {}, machine(2.2 * GB));
    expect(plan).toMatchObject({ contextSize: 2048, slots: 4 });
    expect(fit.fits).toBe("yes");
    expect(changes).toEqual(["context of 2048 tokens instead of 4096"]);
  });

  test("a context that was set is kept, and the fit says what to do", () => {
    const { plan, fit, changes } = shrinkToFit(llama1b, { contextSize: 4096 }, machine(1.5 * GB));
    expect(plan.contextSize).toBe(4096);
    expect(fit.fits).toBe("no");
    expect(fit.suggestion).toBeDefined();
    expect(changes).toEqual([]);
  });

  test("with a GPU all layers go there when they fit", () => {
    const { plan, changes } = shrinkToFit(llama1b, {}, machine(16 * GB, 8 * GB));
    expect(plan).toMatchObject({ gpuLayers: 17, contextSize: 4096 });
    expect(changes).toEqual([]);
  });

  test("layers leave a GPU that is too small, as few as are needed, after the context gave way", () => {
    const { plan, fit, changes } = shrinkToFit(llama1b, {}, machine(16 * GB, 1.4 * GB));
    expect(plan.contextSize).toBe(2048);
    expect(plan.gpuLayers).toBeGreaterThan(0);
    expect(plan.gpuLayers).toBeLessThan(17);
    expect(fit.fits).toBe("yes");
    expect(changes).toHaveLength(2);
    const oneMore = shrinkToFit(
      llama1b,
      { gpuLayers: plan.gpuLayers + 1, contextSize: 2048 },
      machine(16 * GB, 1.4 * GB),
    );
    expect(oneMore.fit.fits).not.toBe("yes");
  });

  test("layers that were set are kept", () => {
    expect(shrinkToFit(llama1b, { gpuLayers: 17 }, machine(16 * GB, 0.5 * GB)).plan.gpuLayers).toBe(17);
  });

  test("layers that were set are left out on a machine without a GPU, as the engine does", () => {
    expect(shrinkToFit(llama1b, { gpuLayers: 17 }, machine(16 * GB)).plan.gpuLayers).toBe(0);
  });

  test("when nothing fits the largest plan and its reason are given", () => {
    const { plan, fit, changes } = shrinkToFit(llama1b, {}, machine(0.3 * GB));
    expect(plan.contextSize).toBe(4096);
    expect(fit.fits).toBe("no");
    expect(changes).toEqual([]);
  });
});
