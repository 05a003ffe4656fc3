import { z } from "zod";
import type { ModelFits } from "../models/fit/fit-model.ts";
import { hidePaths } from "./hidden-paths.ts";
import type { ModelPool, ModelStatus } from "../models/pool/model-pool.ts";

/** One model as clients see it: OpenAI's fields, and Repartee's own under one key. */
export const modelItemSchema = z.object({
  id: z.string(),
  object: z.literal("model"),
  created: z.int().describe("Seconds since 1970."),
  owned_by: z.string(),
  repartee: z.object({
    engine: z.string(),
    state: z.enum(["unloaded", "loading", "ready", "unloading", "failed"]),
    load_fraction: z.number().optional().describe("0–1 while loading."),
    phase: z
      .enum(["downloading", "converting", "loading"])
      .optional()
      .describe("While loading, where the engine reports it."),
    eta_seconds: z.int().min(0).optional().describe("While downloading: until the file is complete."),
    fits: z
      .enum(["yes", "tight", "no", "unknown"])
      .describe("Whether it fits into the memory that is free now; one that is loaded does."),
    device: z.string().optional().describe("`cpu`, `cuda`, `vulkan`, `metal`, `remote` or `none`; known once loaded."),
    device_reason: z
      .string()
      .optional()
      .describe("Why it runs on the CPU although a GPU was requested: gpu_out_of_memory or gpu_failed."),
    quantization: z.string().optional(),
    context_window: z.int().optional().describe("Tokens that one conversation can span."),
    size_bytes: z.int().optional(),
    memory_bytes: z.int().optional().describe("RAM and VRAM, measured or estimated; known once loaded."),
    pinned: z.literal(true).optional().describe("Stays in memory once it is loaded."),
    keep_alive_until: z.iso.datetime().optional().describe("Unloaded then, unless a request uses it before."),
    waits_for_memory: z.literal(true).optional().describe("While loading: other models hold the memory that it needs."),
    failure: z
      .object({ code: z.string(), message: z.string(), hint: z.string().optional() })
      .optional()
      .describe("Why the last load failed, or, while unloaded, how the loaded model was lost."),
  }),
});

export type ModelItem = z.infer<typeof modelItemSchema>;

/** The item of a model of the pool. */
export async function modelItem(pool: ModelPool, status: ModelStatus): Promise<ModelItem> {
  return toModelItem(status, await pool.fits(status.name));
}

function toModelItem(status: ModelStatus, fits: ModelFits): ModelItem {
  const { info, failure, memoryBytes, keepAliveUntil } = status;
  const sizeBytes = info?.sizeBytes ?? status.sizeBytes;
  return {
    id: status.name,
    object: "model",
    created: status.createdSeconds,
    owned_by: "repartee",
    repartee: {
      engine: status.engine,
      state: status.state,
      load_fraction: status.loadFraction,
      phase: status.phase,
      eta_seconds: status.etaSeconds === undefined ? undefined : Math.ceil(status.etaSeconds),
      fits,
      device: info?.device,
      device_reason: info?.deviceReason,
      quantization: info?.quantization,
      context_window: info?.contextWindowTokens,
      size_bytes: sizeBytes,
      memory_bytes: memoryBytes,
      pinned: status.pinned,
      keep_alive_until: keepAliveUntil?.toISOString(),
      waits_for_memory: status.waitsForMemory,
      failure: failure === undefined ? undefined : shownFailure(failure),
    },
  };
}

function shownFailure({ code, message, hint }: NonNullable<ModelStatus["failure"]>): ModelItem["repartee"]["failure"] {
  return { code, message: hidePaths(message), hint: hint === undefined ? undefined : hidePaths(hint) };
}
