import type { DeviceReason } from "./gpu-failure.ts";

/** What is known of a model once it is loaded. Absent means the engine does not know. */
export interface ModelInfo {
  /** The name that requests use. */
  readonly name: string;
  readonly engine: string;
  /** Where it runs: `cpu`, `cuda`, `vulkan`, `metal`, `remote` or `none`. */
  readonly device: string;
  /** Why it runs on the processor though a GPU was to be used. */
  readonly deviceReason?: DeviceReason;
  /** Such as `llama`, `gpt2`. */
  readonly architecture?: string;
  readonly parameterCount?: number;
  /** Such as `Q4_K_M`. */
  readonly quantization?: string;
  readonly sizeBytes?: number;
  /** Tokens that one conversation can span, prompt and reply together. */
  readonly contextWindowTokens?: number;
  /** Tokens that the model was trained on. */
  readonly trainedContextTokens?: number;
  readonly memory?: { readonly ramBytes: number; readonly vramBytes: number };
  readonly gpuLayers?: number;
  readonly threads?: number;
  /** Requests that run at once; more wait. */
  readonly slots: number;
  /** The process that hosts it, where that is not the caller's own. */
  readonly processId?: number;
  /** Replies that nobody reads before their end come in one piece: until then no token is seen. */
  readonly wholeReplies?: boolean;
  readonly chatTemplate?: "model" | "built-in" | "none";
}
