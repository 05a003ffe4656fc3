/** What this machine, or the container around this process, has to run models with. */
export interface Hardware {
  readonly cpu: Cpu;
  readonly memory: Memory;
  readonly gpu: Gpu;
  /** Of the file system that models are kept on; absent when none was asked for or it is unknown. */
  readonly disk?: Disk;
}

export interface Cpu {
  readonly model: string;
  /** Such as `x64`, `arm64`. */
  readonly architecture: string;
  readonly physicalCores: number;
  readonly logicalCores: number;
  /** Logical cores that this process may use at once, by affinity and quota; a quota may leave part of a core. */
  readonly usableCores: number;
  /** Those that matter to llama.cpp; undefined when unknown. */
  readonly instructionSets?: readonly InstructionSet[];
}

export type InstructionSet =
  | "avx"
  | "avx2"
  | "avx512"
  | "avx512-vnni"
  | "avx-vnni"
  | "amx"
  | "neon"
  | "dotprod"
  | "i8mm"
  | "sve";

export interface Memory {
  /** The machine's, or the container's limit where that is less. */
  readonly totalBytes: number;
  /** What can be taken without anything being swapped or killed; caches that can be given up count as free. */
  readonly freeBytes: number;
  readonly boundBy: "machine" | "cgroup";
}

export type Gpu =
  | { readonly kind: "none"; readonly reason: string }
  | {
      readonly kind: "cuda" | "vulkan" | "metal";
      readonly names: readonly string[];
      readonly totalBytes: number;
      readonly freeBytes: number;
      /** The GPU's memory is the machine's own (Apple, integrated graphics). */
      readonly unified: boolean;
    };

export interface Disk {
  readonly path: string;
  readonly totalBytes: number;
  readonly freeBytes: number;
}
