import { describe, expect, test } from "vitest";
import type { Gpu, Hardware } from "./hardware/hardware.ts";
import { fitModel } from "./fit-model.ts";
import { llama1b } from "../../../test/models/llama-1b.ts";
import { defaultPlan } from "./load-plan.ts";
import { sumParts } from "./memory-estimate.ts";

const GB = 1e9;
const noGpu: Gpu = { kind: "none", reason: "none here" };

function machine(freeBytes: number, gpu: Gpu = noGpu): Hardware {
  return {
    cpu: {
      model: "test",
      architecture: "x64",
      physicalCores: 2,
      logicalCores: 2,
      usableCores: 2,
      instructionSets: ["avx2", "avx512"],
    },
    memory: { totalBytes: 2 * freeBytes, freeBytes, boundBy: "machine" },
    gpu,
  };
}

function card(freeBytes: number, unified = false): Gpu {
  return { kind: "cuda", names: ["test"], totalBytes: freeBytes, freeBytes, unified };
}

describe("fitModel", () => {
  test("a model with memory to spare fits, without a suggestion", () => {
    const fit = fitModel(llama1b, defaultPlan, machine(8 * GB));
    expect(fit).toMatchObject({ fits: "yes", scarce: "ram", availableBytes: 8 * GB });
    expect(fit.neededBytes).toBe(sumParts(fit.parts.ram));
    expect(fit).not.toHaveProperty("suggestion");
  });

  test("a model that only fits when copied pages are taken back is tight", () => {
    const { neededBytes } = fitModel(llama1b, defaultPlan, machine(8 * GB));
    expect(fitModel(llama1b, defaultPlan, machine(neededBytes * 1.05)).fits).toBe("tight");
    expect(fitModel(llama1b, defaultPlan, machine(neededBytes * 0.95)).fits).toBe("tight");
    expect(fitModel(llama1b, defaultPlan, machine(neededBytes * 0.6)).fits).toBe("no");
  });

  test("a smaller context is suggested when that is enough", () => {
    const plan = { ...defaultPlan, contextSize: 32_768 };
    const fit = fitModel(llama1b, plan, machine(3.5 * GB));
    expect(fit.fits).toBe("no");
    expect(fit.suggestion).toMatch(/^It needs 6\.0 GB of memory, free is 3\.5 GB\. Set context_size to 8192\.$/);
  });

  test("fewer slots are suggested when a context of 2,048 tokens is still too much", () => {
    const plan = { ...defaultPlan, slots: 64 };
    expect(fitModel(llama1b, plan, machine(3 * GB)).suggestion).toMatch(/Set slots to \d+ and context_size to 2048\.$/);
  });

  test("another model is suggested when the weights alone are too much", () => {
    const fit = fitModel(llama1b, defaultPlan, machine(0.5 * GB));
    expect(fit.fits).toBe("no");
    expect(fit.suggestion).toContain("Choose a smaller quantization or a smaller model");
  });

  test("a GPU that is too small is what is scarce", () => {
    const fit = fitModel(llama1b, { ...defaultPlan, gpuLayers: 17 }, machine(16 * GB, card(1 * GB)));
    expect(fit).toMatchObject({ fits: "no", scarce: "vram", availableBytes: 1 * GB });
    expect(fit.suggestion).toMatch(/of GPU memory.*Set gpu_layers to \d+\.$/);
  });

  test("layers on a GPU that is not there do not fit", () => {
    expect(fitModel(llama1b, { ...defaultPlan, gpuLayers: 1 }, machine(16 * GB))).toMatchObject({
      fits: "no",
      scarce: "vram",
      availableBytes: 0,
    });
  });

  test("memory that CPU and GPU share is counted once for both", () => {
    const plan = { ...defaultPlan, gpuLayers: 17 };
    const apart = fitModel(llama1b, plan, machine(2 * GB, card(4 * GB)));
    const together = fitModel(llama1b, plan, machine(2 * GB, card(4 * GB, true)));
    expect(apart.fits).toBe("yes");
    expect(together.fits).toBe("no");
    expect(together.neededBytes).toBe(sumParts(together.parts.ram) + sumParts(together.parts.vram));
  });
});
