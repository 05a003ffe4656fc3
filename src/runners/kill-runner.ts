import type { Clock } from "../core/clock.ts";
import type { Log } from "../core/log.ts";
import type { Runner } from "./runner.ts";

/** The kernel frees a killed process within this time unless it hangs in a device or network file system. */
const killTimeoutMs = 2000;

/** Kills a runner and waits until its memory is free again, or until waiting is of no more use. */
export async function killRunner(
  runner: Runner,
  { model, log, clock }: { readonly model: string; readonly log: Log; readonly clock: Clock },
): Promise<void> {
  runner.kill();
  await new Promise<void>((resolve) => {
    const timeout = clock.schedule(killTimeoutMs, () => {
      log.warn({ model, waitedMs: killTimeoutMs }, "runner was killed and has not ended");
      resolve();
    });
    void runner.death.then(() => {
      timeout.cancel();
      resolve();
    });
  });
}
