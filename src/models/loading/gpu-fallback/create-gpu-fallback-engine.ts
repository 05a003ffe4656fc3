/**
 * An engine whose models do not fail with their GPU: one that cannot be loaded there, or that the GPU gives up while it
 * runs, is loaded on the processor instead, and says so.
 *
 * 1. Only what an engine reports as a GPU's failure counts (`gpuFailureOf`); all other errors pass.
 * 2. A model that failed on the GPU is loaded on the processor for an hour, so that it does not go to and fro between
 *    the two; then the GPU is tried again at the next load.
 * 3. With `gpuLayers: 0` nothing of this applies.
 */
import type { Clock } from "../../../core/clock.ts";
import type { Engine, LoadedModel, LoadOptions, ModelSource } from "../../../core/engine.ts";
import { ReparteeError } from "../../../core/errors.ts";
import { gpuFailureOf, type GpuFailure } from "../../../core/gpu-failure.ts";
import type { Log } from "../../../core/log.ts";
import { createMovableModel } from "./movable-model.ts";

export interface GpuFallbackOptions {
  readonly inner: Engine;
  readonly log: Log;
  readonly clock: Clock;
}

const rememberMs = 3_600_000;
/** The most that a load reports before it is over: a second one on the processor needs room to show progress. */
const mostBeforeEnd = 0.95;

export function createGpuFallbackEngine({ inner, log, clock }: GpuFallbackOptions): Engine {
  /** By the model's location. */
  const failures = new Map<string, { readonly reason: GpuFailure; readonly untilMs: number }>();

  function remembered(location: string): GpuFailure | undefined {
    const failure = failures.get(location);
    if (failure !== undefined && clock.now() < failure.untilMs) return failure.reason;
    failures.delete(location);
    return undefined;
  }

  function note({ name, location }: ModelSource, reason: GpuFailure, error: ReparteeError): void {
    failures.set(location, { reason, untilMs: clock.now() + rememberMs });
    log.warn({ model: name, reason, err: error }, "the GPU failed; the model is loaded on the processor instead");
  }

  async function loadOnProcessor(
    source: ModelSource,
    options: LoadOptions,
    reason: GpuFailure,
    signal: AbortSignal,
  ): Promise<LoadedModel> {
    try {
      return await inner.load(source, { ...options, gpuLayers: 0 }, signal);
    } catch (thrown) {
      if (!(thrown instanceof ReparteeError) || thrown.code !== "insufficient_memory") throw thrown;
      const { message, hint, facts } = thrown;
      const gpu = reason === "gpu_out_of_memory" ? "its GPU ran out of memory" : "its GPU failed";
      throw new ReparteeError("insufficient_memory", `${message}, and ${gpu} before`, { facts, cause: thrown, hint });
    }
  }

  return {
    id: inner.id,
    capabilities: inner.capabilities,
    async load(source, options, signal) {
      if (options.gpuLayers === 0) return await inner.load(source, options, signal);
      let reached = 0;
      const withProgress = (overall: (fraction: number) => number): LoadOptions => {
        const { onProgress } = options;
        return onProgress === undefined ? options : { ...options, onProgress: (part) => onProgress(overall(part)) };
      };
      const onGpu = withProgress((part) => (reached = Math.min(part, mostBeforeEnd)));
      const onProcessor = withProgress((part) => reached + part * (1 - reached));
      let reason = remembered(source.location);
      if (reason === undefined) {
        try {
          const model = await inner.load(source, onGpu, signal);
          if (model.info.device === "cpu") return model;
          return createMovableModel({
            model,
            log,
            moveToProcessor(failure, error, moveSignal) {
              note(source, failure, error);
              const { onProgress: _over, ...rest } = options;
              return loadOnProcessor(source, rest, failure, moveSignal);
            },
          });
        } catch (thrown) {
          reason = thrown instanceof ReparteeError ? gpuFailureOf(thrown) : undefined;
          if (!(thrown instanceof ReparteeError) || reason === undefined || signal.aborted) throw thrown;
          note(source, reason, thrown);
        }
      }
      const model = await loadOnProcessor(source, onProcessor, reason, signal);
      return createMovableModel({ model, log, movedFor: reason });
    },
  };
}
