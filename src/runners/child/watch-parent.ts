import { Worker } from "node:worker_threads";
import type { ThreadData } from "../pulse.ts";

/** How often the main event loop shows that it turns. */
const turnEveryMs = 250;

/**
 * Ends this process when its parent has ended, also while a native call blocks the event loop. With `pulses`, the thread
 * that does so also gives the parent signs of life.
 */
export function watchParent({ pulses = false }: { readonly pulses?: boolean } = {}): void {
  const turns = pulses ? countTurns() : undefined;
  const data: ThreadData = { parentPid: process.ppid, turns };
  const watch = new Worker(new URL("./parent-watch.js", import.meta.url), {
    workerData: data,
    execArgv: [],
    // It runs one timer; without bounds a thread reserves far more.
    resourceLimits: { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 2 },
  });
  watch.unref();
}

function countTurns(): SharedArrayBuffer {
  const turns = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  const counter = new Int32Array(turns);
  setInterval(() => Atomics.add(counter, 0, 1), turnEveryMs).unref();
  return turns;
}
