/** The kind of the setting `models`: a list of groups of keys, each one model. */
import { parseModelReference } from "../core/model-reference.ts";
import type { ModelConfig } from "./config.ts";
import { groupList, type GroupReader } from "./group-list.ts";
import * as kinds from "./load-kinds.ts";
import { text, type ValueKind } from "./value-kinds.ts";

const reference = text(
  "a path ending in .gguf, a folder, a name of the catalog, owner/repository, hf:owner/repository, ollama:MODEL, openai:UPSTREAM/MODEL, echo or template",
  "REFERENCE",
);
const name = text("a name that is not empty", "NAME");

/** The keys of one model, in the order of the docs. */
const modelKeys: readonly string[] = [
  "name",
  "reference",
  "context_size",
  "slots",
  "threads",
  "gpu_layers",
  "batch_size",
  "lora",
  "quantization",
  "preload",
  "keep_alive_seconds",
  "pinned",
];

export function modelList(): ValueKind<readonly ModelConfig[]> {
  return groupList({ wished: "a list of models, each with ", needed: "`reference`", keys: modelKeys, readGroup });
}

function readGroup({ has: isGiven, read }: GroupReader): ModelConfig {
  const referenceGiven = read("reference", reference);
  const model: { -readonly [Key in keyof ModelConfig]: ModelConfig[Key] } = {
    name: isGiven("name") ? read("name", name) : parseModelReference(referenceGiven).name,
    reference: referenceGiven,
  };
  if (isGiven("context_size")) model.contextSize = read("context_size", kinds.contextSize);
  if (isGiven("slots")) model.slots = read("slots", kinds.slots);
  if (isGiven("threads")) model.threads = read("threads", kinds.threads);
  if (isGiven("gpu_layers")) model.gpuLayers = read("gpu_layers", kinds.gpuLayers);
  if (isGiven("batch_size")) model.batchSize = read("batch_size", kinds.batchSize);
  if (isGiven("lora")) model.lora = read("lora", kinds.lora);
  if (isGiven("quantization")) model.quantization = read("quantization", kinds.quantization);
  if (isGiven("preload")) model.preload = read("preload", kinds.preload);
  if (isGiven("keep_alive_seconds")) model.keepAliveSeconds = read("keep_alive_seconds", kinds.keepAliveSeconds);
  if (isGiven("pinned")) model.pinned = read("pinned", kinds.pinned);
  return model;
}
