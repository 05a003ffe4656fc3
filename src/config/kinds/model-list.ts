/** The setting `models`. */
import type { z } from "zod";
import { parseModelReference } from "../../core/model-reference.ts";
import { groupSchema } from "./group-schema.ts";
import * as load from "./load-kinds.ts";
import { listOf, path, text, type ValueKind } from "./value-kind.ts";

const reference = path(
  "a path ending in .gguf, a folder, a name of the registry, owner/repository, hf:owner/repository, ollama:MODEL, openai:UPSTREAM/MODEL, echo or template",
  "REFERENCE",
);

/** In the order of the docs. */
const modelSchema = groupSchema("an object with `reference`", {
  /** The name that requests use. */
  name: text("a name that is not empty", "NAME").schema.nullish(),
  /** A path ending in `.gguf`, a name of the registry, `hf:owner/repository`, `ollama:MODEL`, `openai:UPSTREAM/MODEL`, `echo` or `template`. */
  reference: reference.schema,
  context_size: load.contextSize.schema.nullish(),
  slots: load.slots.schema.nullish(),
  threads: load.threads.schema.nullish(),
  gpu_layers: load.gpuLayers.schema.nullish(),
  batch_size: load.batchSize.schema.nullish(),
  lora: load.lora.schema.nullish(),
  quantization: load.quantization.schema.nullish(),
  preload: load.preload.schema.nullish(),
  keep_alive_seconds: load.keepAliveSeconds.schema.nullish(),
  /** Stays in memory once it is loaded. */
  pinned: load.pinned.schema.nullish(),
}).transform((model) => ({ ...model, name: model.name ?? parseModelReference(model.reference).name }));

/** One entry of `models`: absent values are those of the settings of the same name. */
export type ModelConfig = z.output<typeof modelSchema>;

export function modelList(): ValueKind<readonly ModelConfig[]> {
  return listOf("a list of models, each with `reference`", modelSchema);
}
