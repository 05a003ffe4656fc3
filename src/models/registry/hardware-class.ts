import type { Hardware } from "../fit/hardware/hardware.ts";

/**
 * What to run on which kind of machine: the first row that a machine reaches. Sizes are of what is there, not of what is
 * free. A row leaves room for four conversations of 2,048 tokens at least.
 */
export interface HardwareClass {
  /** As the docs name it. */
  readonly name: string;
  /** Memory of the GPU; absent for rows that run on the processor. */
  readonly leastGpuBytes?: number;
  readonly leastMemoryBytes: number;
  /** Below, a longer reply takes minutes. */
  readonly leastCores: number;
  readonly model: string;
  readonly quantization: string;
  /** Why this model and no larger one, as a sentence. */
  readonly reason: string;
}

/** Marketed sizes: a machine of "8 GB" reports a little less. */
const GB = 0.9 * 2 ** 30;

export const hardwareClasses: readonly HardwareClass[] = [
  {
    name: "GPU with 64 GB",
    leastGpuBytes: 64 * GB,
    leastMemoryBytes: 16 * GB,
    leastCores: 2,
    model: "qwen2.5-72b",
    quantization: "Q4_K_M",
    reason: "Its 47 GB and four conversations fit on the GPU.",
  },
  {
    name: "GPU with 16 GB",
    leastGpuBytes: 16 * GB,
    leastMemoryBytes: 8 * GB,
    leastCores: 2,
    model: "qwen2.5-14b",
    quantization: "Q4_K_M",
    reason: "Its 9 GB and four conversations fit on the GPU; the next larger one needs 64 GB.",
  },
  {
    name: "GPU with 8 GB",
    leastGpuBytes: 8 * GB,
    leastMemoryBytes: 8 * GB,
    leastCores: 2,
    model: "llama-3.1-8b",
    quantization: "Q4_K_M",
    reason: "Its 4.9 GB and four conversations fit on the GPU; 14 billion parameters need 16 GB.",
  },
  {
    name: "GPU with 4 GB",
    leastGpuBytes: 4 * GB,
    leastMemoryBytes: 4 * GB,
    leastCores: 2,
    model: "llama-3.2-3b",
    quantization: "Q4_K_M",
    reason: "Its 2 GB and the conversations fit on the GPU; 8 billion parameters need 8 GB.",
  },
  {
    name: "32 GB and 8 cores, no GPU",
    leastMemoryBytes: 32 * GB,
    leastCores: 8,
    model: "llama-3.1-8b",
    quantization: "Q4_K_M",
    reason: "Memory is ample and eight cores read 8 billion parameters fast enough to talk; larger ones are not.",
  },
  {
    name: "8 GB, no GPU",
    leastMemoryBytes: 8 * GB,
    leastCores: 2,
    model: "llama-3.2-3b",
    quantization: "Q4_K_M",
    reason: "It takes about 4.8 GB with four conversations, and a processor reads it fast enough to talk.",
  },
  {
    name: "4 GB, no GPU",
    leastMemoryBytes: 4 * GB,
    leastCores: 1,
    model: "llama-3.2-1b",
    quantization: "Q4_K_M",
    reason: "It takes about 2 GB with four conversations; 3 billion parameters need 8 GB and two cores.",
  },
];

/** The rows that the machine reaches, in their order. */
export function classesOf({ memory, gpu, cpu }: Hardware): readonly HardwareClass[] {
  /* A GPU that shares the machine's memory is counted by the rows without one: the memory is there only once. */
  const gpuBytes = gpu.kind === "none" || gpu.unified ? 0 : gpu.totalBytes;
  return hardwareClasses.filter(
    ({ leastGpuBytes = 0, leastMemoryBytes, leastCores }) =>
      gpuBytes >= leastGpuBytes && memory.totalBytes >= leastMemoryBytes && cpu.usableCores >= leastCores,
  );
}
