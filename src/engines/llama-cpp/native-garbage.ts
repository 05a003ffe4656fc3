/**
 * For every token that it picks, the binding leaves behind native memory (lists as long as the vocabulary) that
 * JavaScript's collector frees and cannot see: its heap stays small, so it sees no reason to collect, and the process
 * grows. Seen with node-llama-cpp 3.22, 16 slots and 32,000 tokens: from 364 to 1328 MiB in 480 short replies, nearly
 * all of it given back by one collection. So the collector is called once enough must have gathered: mostly for young
 * objects only, which hold nearly all of it and take a fraction of the time of a whole collection.
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
  readonly collect: Collector;
}

/** `minor` looks only at what was made since the last one or two collections. */
export type Collector = (kind: "minor" | "major") => void;

/** Per token picked and token of the vocabulary. */
const bytesLeft = 10;
const mostBytes = 64 * 2 ** 20;
/** A minor collection stops all replies for 2–4 ms. */
const leastMsBetween = 500;
/** A major one for 10–50 ms. */
const minorsToAMajor = 8;

export function createGarbageWatch({ vocabularySize, now, collect }: GarbageWatchOptions): GarbageWatch {
  let gatheredBytes = 0;
  let lastMs = -Infinity;
  let minors = 0;
  return {
    picked(tokens) {
      gatheredBytes += tokens * vocabularySize * bytesLeft;
      if (gatheredBytes < mostBytes || now() - lastMs < leastMsBetween) return;
      gatheredBytes = 0;
      lastMs = now();
      const isMinor = minors < minorsToAMajor;
      minors = isMinor ? minors + 1 : 0;
      collect(isMinor ? "minor" : "major");
    },
  };
}

/** This process's collector. */
export function exposeCollector(): Collector {
  setFlagsFromString("--expose-gc");
  const collect: unknown = runInNewContext("gc");
  return (kind) => {
    // Node 20 takes any type that is named as the minor one.
    if (typeof collect === "function") Reflect.apply(collect, undefined, kind === "minor" ? [{ type: kind }] : []);
  };
}
