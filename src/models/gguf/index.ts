export type { ByteSource } from "./byte-source.ts";
export { bufferSource, fileSource } from "./byte-source.ts";
export type { GgufSummary, WeightBytes } from "./gguf-summary.ts";
export { inspectModelFile } from "./inspect-model-file.ts";
export type { GgufCheck } from "./invalid-gguf.ts";
export { ggufLimits } from "./limits.ts";
export type { GgufHeader } from "./read-gguf.ts";
export { readGguf } from "./read-gguf.ts";
export { summarizeGguf } from "./summarize-gguf.ts";
