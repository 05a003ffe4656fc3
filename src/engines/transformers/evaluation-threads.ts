import { availableParallelism } from "node:os";

/** Below this size of weights a second thread costs more in waiting than it saves. */
const singleThreadSizeBytes = 64 * 2 ** 20;

/** How many threads evaluate a model. @param sizeBytes Size of its weights. */
export function countEvaluationThreads(
  wanted: number | "auto",
  sizeBytes: number,
  cores: number = availableParallelism(),
): number {
  if (wanted !== "auto") return Math.max(1, Math.floor(wanted));
  return sizeBytes < singleThreadSizeBytes ? 1 : Math.max(1, cores);
}
