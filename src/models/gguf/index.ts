export type { GgufSummary } from "./gguf-summary.ts";
export { inspectModelFile } from "./inspect-model-file.ts";
