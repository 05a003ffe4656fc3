/** Engines in child processes: a native crash takes one model down, never the server. */
export { createRunnerEngine, type RunnerEngine } from "./create-runner-engine.ts";
