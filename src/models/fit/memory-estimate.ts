/** Bytes of one kind of memory, by what they are for. */
export interface MemoryParts {
  /** The file's pages. */
  readonly weights: number;
  /** A second copy of some weights, in the order that the processor multiplies fastest. */
  readonly repacked: number;
  readonly kvCache: number;
  readonly compute: number;
  /** What picking tokens leaves behind in the allocator. */
  readonly sampling: number;
  /** The tokenizer's tables. */
  readonly vocabulary: number;
  /** Node and the native library. */
  readonly process: number;
}

export interface MemoryEstimate {
  readonly ram: MemoryParts;
  readonly vram: MemoryParts;
  /**
   * Of `ram.weights`: pages that are read once, copied and not needed again. They count as the process's memory until
   * the system wants them back.
   */
  readonly reclaimableBytes: number;
}

export function sumParts(parts: MemoryParts): number {
  const { weights, repacked, kvCache, compute, sampling, vocabulary, process } = parts;
  return weights + repacked + kvCache + compute + sampling + vocabulary + process;
}

export const noMemory: MemoryParts = {
  weights: 0,
  repacked: 0,
  kvCache: 0,
  compute: 0,
  sampling: 0,
  vocabulary: 0,
  process: 0,
};
