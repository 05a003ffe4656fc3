import { describe, expect, test } from "vitest";
import type { Gpu, Hardware } from "../fit/hardware/hardware.ts";
import { createModelRegistry } from "./model-registry.ts";
import { chooseModel } from "./choose-model.ts";

const GiB = 2 ** 30;
const registry = createModelRegistry();

function machine(memoryGib: number, cores: number, gpuGib = 0, unified = false): Hardware {
  const gpu: Gpu =
    gpuGib === 0
      ? { kind: "none", reason: "none here" }
      : { kind: "cuda", names: ["test"], totalBytes: gpuGib * GiB, freeBytes: gpuGib * GiB, unified };
  return {
    cpu: { model: "test", architecture: "x64", physicalCores: cores, logicalCores: cores, usableCores: cores },
    memory: { totalBytes: memoryGib * GiB, freeBytes: memoryGib * GiB * 0.8, boundBy: "machine" },
    gpu,
  };
}

describe("chooseModel", () => {
  test.each([
    { what: "4 GB", hardware: machine(3.8, 2), model: "llama-3.2-1b" },
    { what: "8 GB", hardware: machine(7.6, 2), model: "llama-3.2-3b" },
    { what: "8 GB and one core", hardware: machine(7.6, 1), model: "llama-3.2-1b" },
    { what: "16 GB", hardware: machine(15.5, 4), model: "llama-3.2-3b" },
    { what: "32 GB and few cores", hardware: machine(31, 4), model: "llama-3.2-3b" },
    { what: "32 GB and 8 cores", hardware: machine(31, 8), model: "llama-3.1-8b" },
    { what: "16 GB with a GPU of 4", hardware: machine(15.5, 4, 4), model: "llama-3.2-3b" },
    { what: "16 GB with a GPU of 8", hardware: machine(15.5, 4, 8), model: "llama-3.1-8b" },
    { what: "32 GB with a GPU of 24", hardware: machine(31, 8, 24), model: "qwen2.5-14b" },
    { what: "128 GB with a GPU of 141", hardware: machine(125, 16, 141), model: "qwen2.5-72b" },
    { what: "16 GB shared with the GPU", hardware: machine(16, 8, 12, true), model: "llama-3.2-3b" },
  ])("$what runs $model", ({ hardware, model }) => {
    const choice = chooseModel(hardware, registry);
    expect(choice?.entry.name).toBe(model);
    expect(choice?.file.quantization).toBe("Q4_K_M");
  });

  test("a machine too small for any model is offered none", () => {
    expect(chooseModel(machine(2, 2), registry)).toBeUndefined();
  });

  test("a machine whose memory others have taken is offered a smaller model, and the reason says so", () => {
    const hardware = machine(8, 2);
    const choice = chooseModel(
      { ...hardware, memory: { ...hardware.memory, freeBytes: 1.5e9 } },
      registry,
      (fileBytes) => fileBytes < 1e9,
    );
    expect(choice?.entry.name).toBe("llama-3.2-1b");
    expect(choice?.reason).toContain(
      "Only 1.5 GB of the memory is free, too little for llama-3.2-3b. It takes about 2 GB with four conversations",
    );
  });

  test("a machine of which too little is free for any model is offered none", () => {
    expect(chooseModel(machine(8, 2), registry, () => false)).toBeUndefined();
  });

  test("a model that is larger than the one without room is never offered in its place", () => {
    // The row below is that of a machine with much memory and no GPU, whose model is larger.
    const choice = chooseModel(machine(31, 8, 4), registry, (fileBytes) => fileBytes > 3e9 || fileBytes < 1e9);
    expect(choice?.entry.name).toBe("llama-3.2-1b");
  });

  test("the reason tells what was found and why", () => {
    expect(chooseModel(machine(8, 2), registry)?.reason).toBe(
      "This machine has 8 GB of memory and 2 cores, and no GPU. It takes about 4.8 GB with four conversations, and a processor reads it fast enough to talk.",
    );
  });
});
