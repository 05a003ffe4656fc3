import { z } from "zod";
import type { ModelStatus } from "../models/model-pool.ts";

/** One model as clients see it: OpenAI's fields, and Repartee's own under one key. */
export interface ModelItem {
  readonly id: string;
  readonly object: "model";
  /** Seconds since 1970. */
  readonly created: number;
  readonly owned_by: string;
  readonly repartee: {
    readonly engine: string;
    readonly state: "unloaded" | "loading" | "ready" | "unloading" | "failed";
    /** 0–1 while loading. */
    readonly load_fraction?: number | undefined;
    /** `cpu`, `cuda`, `vulkan`, `metal`, `remote` or `none`; known once loaded, as are the next two. */
    readonly device?: string | undefined;
    readonly quantization?: string | undefined;
    /** Tokens that one conversation can span. */
    readonly context_window?: number | undefined;
    readonly size_bytes?: number | undefined;
    /** Why the last load failed, or, while `unloaded`, how the loaded model went away by itself. */
    readonly failure?:
      | { readonly code: string; readonly message: string; readonly hint?: string | undefined }
      | undefined;
  };
}

export const modelItemSchema: z.ZodType<ModelItem> = z.object({
  id: z.string(),
  object: z.literal("model"),
  created: z.int().describe("Seconds since 1970."),
  owned_by: z.string(),
  repartee: z.object({
    engine: z.string(),
    state: z.enum(["unloaded", "loading", "ready", "unloading", "failed"]),
    load_fraction: z.number().optional().describe("0–1 while loading."),
    device: z.string().optional(),
    quantization: z.string().optional(),
    context_window: z.int().optional().describe("Tokens that one conversation can span."),
    size_bytes: z.int().optional(),
    failure: z
      .object({ code: z.string(), message: z.string(), hint: z.string().optional() })
      .optional()
      .describe("Why the last load failed, or, while unloaded, how the loaded model went away by itself."),
  }),
});

export function toModelItem(status: ModelStatus): ModelItem {
  const { info, failure } = status;
  const sizeBytes = info?.sizeBytes ?? status.sizeBytes;
  return {
    id: status.name,
    object: "model",
    created: status.createdSeconds,
    owned_by: "repartee",
    repartee: {
      engine: status.engine,
      state: status.state,
      ...(status.loadFraction === undefined ? {} : { load_fraction: status.loadFraction }),
      ...(info === undefined ? {} : { device: info.device }),
      ...(info?.quantization === undefined ? {} : { quantization: info.quantization }),
      ...(info?.contextWindowTokens === undefined ? {} : { context_window: info.contextWindowTokens }),
      ...(sizeBytes === undefined ? {} : { size_bytes: sizeBytes }),
      ...(failure === undefined ? {} : { failure }),
    },
  };
}
