/** How a model is to be loaded, with every number decided. */
export interface LoadPlan {
  /** Tokens that one conversation can span. */
  readonly contextSize: number;
  /** Conversations at once, each with a context of its own. */
  readonly slots: number;
  /** Prompt tokens evaluated in one step. */
  readonly batchSize: number;
  /** Layers on the GPU, the output counted as one more; 0 keeps all on the CPU. */
  readonly gpuLayers: number;
}

/** What the user set; the rest is chosen. */
export interface RequestedPlan {
  readonly contextSize?: number | "auto";
  readonly slots?: number | "auto";
  readonly batchSize?: number | "auto";
  readonly gpuLayers?: number | "auto";
}

/** The llama-cpp engine's own choices; with a look at the memory there are up to {@link mostSlots}. */
export const defaultPlan: LoadPlan = { contextSize: 4096, slots: 4, batchSize: 512, gpuLayers: 0 };

/** Callers that are answered at once where the memory allows; the next one waits. */
export const mostSlots = 8;

/** A conversation of less is no use; an automatic context is never made smaller. */
export const leastContextSize = 2048;
