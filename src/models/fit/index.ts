export { estimateMemory } from "./estimate-memory.ts";
export { fitModel } from "./fit-model.ts";
export { defaultPlan } from "./load-plan.ts";
export type { LoadPlan } from "./load-plan.ts";
export { sumParts } from "./memory-estimate.ts";
export { shrinkToFit } from "./shrink-to-fit.ts";
