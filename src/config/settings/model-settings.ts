/** How models are loaded, and how long they stay in memory. */
import { byteSizeOrAuto } from "../kinds/amount-kinds.ts";
import * as load from "../kinds/load-kinds.ts";
import { modelList } from "../kinds/model-list.ts";
import { boolean, path } from "../kinds/value-kind.ts";
import { setting } from "./setting.ts";

export const modelSettings = [
  setting("model", "Model", {
    kind: path(
      "a path ending in .gguf, a folder, a name of the registry, owner/repository, hf:owner/repository, ollama:MODEL, openai:UPSTREAM/MODEL, echo, template or the name of an entry of models",
      "MODEL",
    ),
    default: null,
    description:
      "The default model: a path to a .gguf file or a folder, a name of the registry, a repository, `ollama:MODEL`, `openai:UPSTREAM/MODEL`, `echo`, `template`, or the name of an entry of `models`.",
  }),
  setting("models", "Model", {
    kind: modelList(),
    default: [],
    env: [],
    flag: null,
    description:
      "More models: a list of `reference`, `name` and load settings; the first is the default without `model`.",
  }),
  setting("contextSize", "Model", {
    kind: load.contextSize,
    default: "auto",
    description:
      "Tokens that one conversation can span; auto is 4096, or what the model was trained on if that is less.",
  }),
  setting("slots", "Model", {
    kind: load.slots,
    default: "auto",
    description:
      "Requests that one model answers at once; more wait. auto is 8, or down to 4 where the conversations would take more than an eighth of the memory.",
  }),
  setting("threads", "Model", {
    kind: load.threads,
    default: "auto",
    description:
      "CPU threads a model, at most one a core; auto looks for the fastest number while it runs, and is one below 64 MiB.",
  }),
  setting("gpuLayers", "Model", {
    kind: load.gpuLayers,
    default: "auto",
    description: "Layers on the GPU: auto puts as many there as fit, 0 keeps all on the CPU.",
  }),
  setting("batchSize", "Model", {
    kind: load.batchSize,
    default: "auto",
    description: "Prompt tokens evaluated in one step.",
  }),
  setting("lora", "Model", {
    kind: load.lora,
    default: null,
    description: "A LoRA adapter in GGUF form for the model named by `model`.",
  }),
  setting("quantization", "Model", {
    kind: load.quantization,
    default: "auto",
    description:
      "Which weights are taken where a model has several, or is converted: about 4, 8 or 16 bits each; auto is the usual choice.",
  }),
  setting("preload", "Model", {
    kind: load.preload,
    default: true,
    description: "Load models in the background at start; false loads each at its first request.",
  }),
  setting("onDemandModels", "Model", {
    kind: boolean(),
    default: true,
    description:
      "Answer by name with downloaded models that are not configured, and let `POST /models/NAME/load` download more.",
  }),
  setting("keepAliveSeconds", "Model", {
    kind: load.keepAliveSeconds,
    default: 1800,
    description: "How long an unused model stays in memory, in seconds; 0 unloads it after each request.",
  }),
  setting("memoryBudget", "Model", {
    kind: byteSizeOrAuto,
    default: "auto",
    description:
      "Memory that all models together may take, RAM and VRAM; idle ones make room. auto is what is free, less a reserve.",
  }),
];
