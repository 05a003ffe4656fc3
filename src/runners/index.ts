/** Engines in child processes: a native crash takes one model down, never the server. */
export { createRunnerEngine } from "./create-runner-engine.ts";
