/** From a reference to a model in memory: brought here, checked, made to fit, then loaded. */
export { createAcquiringEngine } from "./create-acquiring-engine.ts";
export { createModelEstimator } from "./model-estimator.ts";
export type { LoadActivity } from "./load-activity.ts";
export { createModelAcquirer, type ModelAcquirerOptions } from "./model-acquirer.ts";
