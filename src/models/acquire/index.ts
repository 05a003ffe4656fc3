/** From a reference to a model in memory: brought here, checked, made to fit, then loaded. */
export { createAcquiringEngine, type AcquiringEngine, type AcquiringEngineOptions } from "./create-acquiring-engine.ts";
export type { LoadActivity } from "./load-activity.ts";
export { createModelAcquirer, type ModelAcquirer, type ModelAcquirerOptions } from "./model-acquirer.ts";
