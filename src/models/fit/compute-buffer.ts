import type { GgufSummary } from "../formats/gguf/read/gguf-summary.ts";
import type { LoadPlan } from "./load-plan.ts";

/**
 * What llama.cpp reserves for the results of one step. The largest stage decides: the feed-forward part of a layer, or
 * the logits of every token of the batch. The numbers are from its log, for widths 1024–3072, vocabularies
 * 8,192–128,256, batches 128–2048 and contexts 2048–16,384, and the formula gives them to the last digit.
 */
export interface ComputeBuffer {
  /** All of it, as a GPU sets it aside. */
  readonly reservedBytes: number;
  /** Without the logits of a whole batch, which no reply asks for: on the CPU pages that are never touched are free. */
  readonly touchedBytes: number;
}

const floatBytes = 4;
const maskBytes = 2;

export function computeBuffer(summary: GgufSummary, { contextSize, batchSize }: LoadPlan): ComputeBuffer {
  const { embeddingLength, feedForwardLength, vocabularySize } = summary;
  const layer = floatBytes * batchSize * (3 * feedForwardLength + 4 * embeddingLength);
  const mask = maskBytes * batchSize * contextSize;
  const scores = hasFlashAttention(summary) ? 0 : floatBytes * batchSize * contextSize * summary.headCount;
  const touchedBytes = layer + mask + scores;
  const logits = floatBytes * batchSize * (vocabularySize + 2 * embeddingLength);
  return { touchedBytes, reservedBytes: Math.max(touchedBytes, logits) };
}

/** Without it a table of every token's attention to every other is written out. */
function hasFlashAttention({ architecture, keyLength, valueLength }: GgufSummary): boolean {
  return architecture !== "grok" && keyLength === valueLength;
}
