export { ollamaCapabilities } from "./capabilities.ts";
export { createOllamaEngine } from "./engine.ts";
export type { OllamaEngine, OllamaEngineOptions } from "./engine.ts";
export type { InstalledModel } from "./list-models.ts";
export type { PullProgress } from "./pull-model.ts";
