/**
 * For every token that it picks, the binding leaves behind native memory (lists as long as the vocabulary) that
 * JavaScript's collector frees and cannot see: its heap stays small, so it sees no reason to collect, and the process
 * grows. Seen with node-llama-cpp 3.22, 16 slots and 32,000 tokens: from 364 to 1328 MiB in 480 short replies, nearly
 * all of it given back by one collection. So the collector is called once as much must have gathered.
 */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

export interface GarbageWatch {
  /** As many tokens were picked. */
  picked(tokens: number): void;
}

export interface GarbageWatchOptions {
  readonly vocabularySize: number;
  readonly now: () => number;
  readonly collect: () => void;
}

/** Per token picked and token of the vocabulary. */
const bytesLeft = 10;
const mostBytes = 128 * 2 ** 20;
/** A collection stops all replies for 10–50 ms. */
const leastMsBetween = 2000;

export function createGarbageWatch({ vocabularySize, now, collect }: GarbageWatchOptions): GarbageWatch {
  let gatheredBytes = 0;
  let lastMs = -Infinity;
  return {
    picked(tokens) {
      gatheredBytes += tokens * vocabularySize * bytesLeft;
      if (gatheredBytes < mostBytes || now() - lastMs < leastMsBetween) return;
      gatheredBytes = 0;
      lastMs = now();
      collect();
    },
  };
}

/** This process's collector. */
export function exposeCollector(): () => void {
  setFlagsFromString("--expose-gc");
  const collect: unknown = runInNewContext("gc");
  return () => {
    if (typeof collect === "function") Reflect.apply(collect, undefined, []);
  };
}
