/** A model as Ollama's lists show it. */
import { createHash } from "node:crypto";
import { z } from "zod";
import type { ModelStatus } from "../../models/pool/model-pool.ts";

export const detailsSchema = z.object({
  parent_model: z.string(),
  format: z.string(),
  family: z.string(),
  families: z.array(z.string()),
  parameter_size: z.string(),
  quantization_level: z.string(),
});

export function detailsOf({ engine, info }: Pick<ModelStatus, "engine" | "info">): z.infer<typeof detailsSchema> {
  const family = info?.architecture ?? "";
  return {
    parent_model: "",
    format: engine === "llama-cpp" ? "gguf" : engine,
    family,
    families: family === "" ? [] : [family],
    parameter_size: parameterSize(info?.parameterCount),
    quantization_level: info?.quantization ?? "",
  };
}

/** `3.2B`, `135M`; empty where it is not known. */
function parameterSize(count: number | undefined): string {
  if (count === undefined) return "";
  return count >= 1e9 ? `${(count / 1e9).toFixed(1)}B` : `${Math.round(count / 1e6)}M`;
}

/** Tells models apart, as Ollama's does; it is not that of a file. */
export function digestOf(name: string): string {
  return createHash("sha256").update(name).digest("hex");
}
