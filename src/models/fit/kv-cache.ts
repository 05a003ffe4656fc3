import type { GgufSummary } from "../formats/gguf/read/gguf-summary.ts";
import type { LoadPlan } from "./load-plan.ts";

/** Keys and values are kept as 16-bit floats. */
const bytesPerNumber = 2;
/** llama.cpp rounds a context up to whole multiples of this. */
const contextStep = 256;

/** Of this many layers in a row one looks at the whole context, the others only at their sliding window. */
const windowedPattern: ReadonlyMap<string, number> = new Map([
  ["gemma2", 2],
  ["gemma3", 6],
]);

/** Architectures that read a text as a whole and remember nothing. */
const withoutCache: ReadonlySet<string> = new Set([
  "bert",
  "nomic-bert",
  "nomic-bert-moe",
  "jina-bert-v2",
  "modern-bert",
  "gemma-embedding",
]);

/** Bytes of keys and values of all slots and layers. */
export function kvCacheBytes(summary: GgufSummary, { contextSize, slots, batchSize }: LoadPlan): number {
  if (withoutCache.has(summary.architecture)) return 0;
  const perToken = summary.headCountKvTotal * (summary.keyLength + summary.valueLength) * bytesPerNumber;
  const tokens = roundUp(contextSize);
  const period = windowedPattern.get(summary.architecture);
  if (period === undefined || summary.slidingWindow === undefined) return perToken * tokens * slots;
  const windowTokens = Math.min(tokens, roundUp(summary.slidingWindow + batchSize));
  const wholeShare = 1 / period;
  return slots * perToken * (wholeShare * tokens + (1 - wholeShare) * windowTokens);
}

function roundUp(tokens: number): number {
  return Math.ceil(tokens / contextStep) * contextStep;
}
