/**
 * Below this size of weights a second thread costs more in waiting than it saves: 20 M parameters took 5 ms a token
 * with two threads and 3 with one.
 */
const singleThreadSizeBytes = 64 * 2 ** 20;

/**
 * How many threads evaluate a model.
 * @param mathCores Cores that llama.cpp finds useful for arithmetic.
 * @param sizeBytes Size of the model's weights.
 */
export function chooseThreads(wanted: number | "auto", mathCores: number, sizeBytes: number): number {
  if (wanted !== "auto") return Math.max(1, Math.floor(wanted));
  return sizeBytes < singleThreadSizeBytes ? 1 : Math.max(1, mathCores);
}
