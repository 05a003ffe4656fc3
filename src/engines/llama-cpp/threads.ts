import { availableParallelism } from "node:os";

/**
 * Below this size of weights a second thread costs more in waiting than it saves: 20 M parameters took 5 ms a token
 * with two threads and 3 with one.
 */
const singleThreadSizeBytes = 64 * 2 ** 20;

/** How many threads evaluate a model, and whether that number is looked for again and again while it runs. */
export interface ThreadChoice {
  readonly threads: number;
  readonly adaptive: boolean;
}

/**
 * @param wanted A number is kept to the cores that there are: threads that share one spin and wait for each other,
 * and a thousand of them stop the whole machine.
 * @param mathCores Cores that llama.cpp finds useful for arithmetic.
 * @param sizeBytes Size of the model's weights.
 */
export function chooseThreads(wanted: number | "auto", mathCores: number, sizeBytes: number): ThreadChoice {
  if (wanted !== "auto")
    return { threads: Math.min(Math.max(1, Math.floor(wanted)), availableParallelism()), adaptive: false };
  if (sizeBytes < singleThreadSizeBytes) return { threads: 1, adaptive: false };
  const threads = Math.max(1, mathCores);
  return { threads, adaptive: threads > 1 };
}
