import type { Engine } from "../core/engine.ts";
import { ReparteeError } from "../core/errors.ts";
import type { Log } from "../core/log.ts";

export const engineIds = ["echo", "template", "llama-cpp", "ollama", "openai-compatible", "transformers"] as const;

export type EngineId = (typeof engineIds)[number];

export interface EngineOptions {
  readonly log: Log;
}

/** Each engine is imported on first use only: a server never loads the native library of an engine that it has no model for. */
const engines: Readonly<Record<EngineId, (options: EngineOptions) => Promise<Engine>>> = {
  echo: async () => (await import("./echo/index.ts")).createEchoEngine(),
  template: async () => (await import("./template/index.ts")).createTemplateEngine(),
  "llama-cpp": async (options) => (await import("./llama-cpp/index.ts")).createLlamaCppEngine(options),
  transformers: async (options) => (await import("./transformers/index.ts")).createTransformersEngine(options),
  ollama: async (options) => (await import("./ollama/index.ts")).createOllamaEngine(options),
  "openai-compatible": async (options) =>
    (await import("./openai-compatible/index.ts")).createOpenaiCompatibleEngine(options),
};

/** @throws ReparteeError `config_invalid` for an engine that does not exist. */
export async function createEngine(id: string, options: EngineOptions): Promise<Engine> {
  const known = engineIds.find((engineId) => engineId === id);
  if (known !== undefined) return engines[known](options);
  throw new ReparteeError("config_invalid", `Cannot create engine "${id}": there is no engine of that name`, {
    hint: `Use one of: ${engineIds.join(", ")}.`,
  });
}
