import type { Socket } from "node:net";
import { cancelledError } from "../core/abort.ts";
import type { Clock } from "../core/clock.ts";
import { ReparteeError, toReparteeError } from "../core/errors.ts";
import type { Log } from "../core/log.ts";
import { loadDeathError } from "./death.ts";
import { openRendezvous } from "./rendezvous.ts";
import { startRunnerProcess } from "./runner-process.ts";
import type { RunnerProcess } from "./runner-process.ts";
import { createRunner } from "./runner.ts";
import type { Runner } from "./runner.ts";

export interface StartRunnerOptions {
  readonly entry: URL;
  /** The model's name, for messages. */
  readonly model: string;
  /** How long the process may take to introduce itself. An empty one needs about 100 ms. */
  readonly startTimeoutMs: number;
  /** As in `RunnerEngineOptions`. */
  readonly poolThreads?: number;
  readonly log: Log;
  readonly clock: Clock;
}

/**
 * Starts a child process and waits until it has introduced itself.
 * @throws ReparteeError `model_load_failed` (it died), `load_timeout` (it said nothing), `cancelled`
 */
export async function startRunner(options: StartRunnerOptions, signal: AbortSignal): Promise<Runner> {
  const { entry, model, poolThreads, log, clock } = options;
  const rendezvous = await openRendezvous().catch((error: unknown) => {
    const found = toReparteeError(error).message;
    throw new ReparteeError("model_load_failed", `Cannot load model "${model}": no socket for its process (${found})`, {
      hint: "Check that the folder for temporary files (TMPDIR) exists and can be written.",
      cause: error,
    });
  });
  const { address, token } = rendezvous;
  const introduction = JSON.stringify({ address, token });
  let child: RunnerProcess | undefined;
  try {
    child = startRunnerProcess({ entry, model, introduction, poolThreads, log, clock });
    const socket = await firstOf(rendezvous.met, child, options, signal);
    return createRunner(child, socket, { model, log, clock });
  } catch (error) {
    child?.kill();
    throw error;
  } finally {
    await rendezvous.close();
  }
}

function firstOf(
  met: Promise<Socket>,
  child: RunnerProcess,
  { model, startTimeoutMs, clock }: StartRunnerOptions,
  signal: AbortSignal,
): Promise<Socket> {
  return new Promise((resolve, reject) => {
    let settled = false;
    const timeout = clock.schedule(startTimeoutMs, () => {
      settle();
      reject(
        new ReparteeError(
          "load_timeout",
          `Cannot load model "${model}": its process did not report within ${startTimeoutMs} ms`,
          { hint: "The machine may be overloaded; try again, or look at the runner's stderr in the debug log." },
        ),
      );
    });
    function onAbort(): void {
      settle();
      reject(cancelledError(signal, `load model "${model}"`));
    }
    function settle(): void {
      settled = true;
      timeout.cancel();
      signal.removeEventListener("abort", onAbort);
    }
    signal.addEventListener("abort", onAbort, { once: true });
    if (signal.aborted) onAbort();
    void met.then((socket) => {
      // Too late: the process is being killed.
      if (settled) socket.destroy();
      settle();
      resolve(socket);
    });
    void child.ended.then((death) => {
      settle();
      reject(loadDeathError(model, death));
    });
  });
}
