export { openaiCompatibleCapabilities } from "./capabilities.ts";
export { createOpenaiCompatibleEngine } from "./engine.ts";
export type { OpenaiCompatibleEngine, OpenaiCompatibleEngineOptions, OpenaiUpstreamOptions } from "./engine.ts";
export type { DialectId } from "./dialects.ts";
