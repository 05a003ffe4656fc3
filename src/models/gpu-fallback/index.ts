/** A model whose GPU runs out of memory goes on, on the processor. */
export { createGpuFallbackEngine } from "./create-gpu-fallback-engine.ts";
