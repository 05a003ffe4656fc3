export { estimateMemory } from "./estimate-memory.ts";
export { fitModel } from "./fit-model.ts";
export type { Fit, Fits } from "./fit-model.ts";
export { defaultPlan, leastContextSize } from "./load-plan.ts";
export type { LoadPlan, LoadWishes } from "./load-plan.ts";
export { sumParts } from "./memory-estimate.ts";
export type { MemoryEstimate, MemoryParts } from "./memory-estimate.ts";
export { shrinkToFit } from "./shrink-to-fit.ts";
export type { ShrunkPlan } from "./shrink-to-fit.ts";
