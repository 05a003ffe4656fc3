/** The model of the smollm routes, as an ordinary entry of `models`: `ENABLE_SMOLLM`, `PROVIDER`, `SMOLLM_MODEL_PATH`. */
import { statSync } from "node:fs";
import { resolve } from "node:path";
import { parseModelReference } from "../core/model-reference.ts";
import type { Config } from "./config.ts";
import type { ModelConfig } from "./kinds/model-list.ts";

/** The name that requests and lists use. */
export const smollmName = "smollm";

/** What `ollama pull` calls the model that the routes were first made for. */
const ollamaDefault = "smollm2";

/** Undefined where the routes are off, and where they use the server's default model or an entry of that name. */
export function smollmModel(config: Config): ModelConfig | undefined {
  const reference = config.compatRoutes && config.enableSmollm ? smollmReference(config) : undefined;
  if (reference === undefined) return undefined;
  return { name: smollmName, reference, preload: config.smollmPreload };
}

function smollmReference({ smollmProvider, smollmModelPath: path }: Config): string | undefined {
  switch (smollmProvider) {
    case "echo":
      return "echo";
    case "ollama":
      return withPrefix("ollama:", path ?? ollamaDefault);
    case "openai":
      return withPrefix("openai:", path ?? "");
    case "local":
      return path === null ? undefined : localReference(path);
  }
}

function withPrefix(prefix: string, model: string): string {
  return model.startsWith(prefix) ? model : prefix + model;
}

/** A folder may be written like a repository of the hub (`models/smollm`): the one that is here counts. */
function localReference(path: string): string {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true ? resolve(path) : path;
}

/** Where the model's file should be and is not; looked up at each call. */
export function missingSmollmFile(config: Config): string | undefined {
  const model = smollmModel(config);
  const parsed = model === undefined ? undefined : parseModelReference(model.reference);
  if (parsed?.kind !== "gguf-file" && parsed?.kind !== "folder") return undefined;
  const path = resolve(parsed.path);
  return statSync(path, { throwIfNoEntry: false }) === undefined ? path : undefined;
}
