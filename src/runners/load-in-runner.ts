import { cancelledError } from "../core/abort.ts";
import type { Clock } from "../core/clock.ts";
import type { LoadOptions, LoadedModel, ModelSource } from "../core/engine.ts";
import { deserializeError, toReparteeError } from "../core/errors.ts";
import type { Log } from "../core/log.ts";
import { canaryError, loadDeathError } from "./death.ts";
import { createDeferred } from "../core/deferred.ts";
import { decodeCanary } from "./canary.ts";
import { killRunner } from "./kill-runner.ts";
import type { LifeLimits } from "./life-watches.ts";
import { processStarted } from "./load-fractions.ts";
import { createProcessModel } from "./process-model.ts";
import type { Runner } from "./runner.ts";

/**
 * Loads one model in a started runner. When that fails, however it fails, the runner is ended too.
 * @throws ReparteeError what the engine throws, `model_load_failed` when the process died, `cancelled`
 */
export async function loadInRunner(
  runner: Runner,
  engineId: string,
  source: ModelSource,
  options: LoadOptions,
  parts: {
    readonly log: Log;
    readonly clock: Clock;
    /** Once the model is loaded. */
    readonly limits: LifeLimits;
    readonly signal: AbortSignal;
  },
): Promise<LoadedModel> {
  const { log, clock, limits, signal } = parts;
  const { onProgress, onTest, ...wireOptions } = options;
  const { promise, resolve, reject } = createDeferred<LoadedModel>();
  const onAbort = (): void => reject(cancelledError(signal, `load model "${source.name}"`));

  function tellProgress(fraction: number): void {
    try {
      onProgress?.(fraction);
    } catch (error) {
      // As an engine in this process would: the caller's mistake fails its load, not the server.
      reject(toReparteeError(error, "model_load_failed"));
    }
  }

  /** A model that cannot decode one token takes no request: its load has failed. */
  async function admit(model: LoadedModel): Promise<void> {
    const failure =
      limits.canaryMs === null ? undefined : await decodeCanary(model, { clock, timeoutMs: limits.canaryMs });
    if (limits.canaryMs !== null) onTest?.(failure === undefined);
    if (failure === undefined) return resolve(model);
    log.warn({ model: source.name, errorCode: failure.code }, "model is loaded and cannot decode");
    reject(canaryError(source.name, failure));
  }

  runner.onFrame((frame) => {
    if (frame.type === "load-progress") tellProgress(frame.fraction);
    // The model listens from here on, before another frame can come.
    else if (frame.type === "loaded") {
      void admit(createProcessModel(runner, frame, { name: source.name, log, clock, limits, onTest }));
    } else if (frame.type === "load-failed") reject(deserializeError(frame.error));
  });
  void runner.death.then((death) => reject(loadDeathError(source.name, death)));
  signal.addEventListener("abort", onAbort, { once: true });
  if (signal.aborted) onAbort();

  try {
    tellProgress(processStarted);
    runner.send({ type: "load", engineId, source, options: wireOptions });
    return await promise;
  } catch (error) {
    await killRunner(runner, { model: source.name, log, clock });
    throw error;
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
