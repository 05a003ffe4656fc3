/** Engines in child processes: a native crash takes one model down, never the server. */
export { createRunnerEngine } from "./create-runner-engine.ts";
export type { RunnerEngineOptions } from "./create-runner-engine.ts";
