import { Worker } from "node:worker_threads";

/** Ends this process when its parent has ended, also while a native call blocks the event loop. */
export function watchParent(): void {
  const watch = new Worker(new URL("./parent-watch.js", import.meta.url), {
    workerData: process.ppid,
    execArgv: [],
    // It runs one timer; without bounds a thread reserves far more.
    resourceLimits: { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 2 },
  });
  watch.unref();
}
