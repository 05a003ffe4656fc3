/**
 * What the native library wrote of its GPU. Its functions only say that they failed; the reason is in its log, which is
 * one for the whole process.
 */
import { setImmediate as turn } from "node:timers/promises";
import { ReparteeError, toReparteeError, type ErrorCode } from "../../core/errors.ts";
import { findGpuFailure, gpuFailureFact, type GpuFailure } from "../../core/gpu-failure.ts";

export interface GpuComplaints {
  /** A line of the library's log. */
  note(message: string): void;
  /** The last complaint at or after `startMs`, out of memory before anything else. */
  since(startMs: number): GpuFailure | undefined;
}

export function createGpuComplaints(now: () => number): GpuComplaints {
  const lastMs = new Map<GpuFailure, number>();
  const order: readonly GpuFailure[] = ["gpu_out_of_memory", "gpu_failed"];
  return {
    note(message) {
      const failure = findGpuFailure(message);
      if (failure !== undefined) lastMs.set(failure, now());
    },
    since: (startMs) => order.find((failure) => (lastMs.get(failure) ?? -Infinity) >= startMs),
  };
}

export const gpuComplaints: GpuComplaints = createGpuComplaints(() => performance.now());

/** A complaint that is older is not why a step fails now: some are followed by a second, smaller try that goes well. */
const causeMs = 5_000;

/** The error of a failed step; with the GPU's failure as its cause where the library complained of one just now. */
export async function explainFailure(
  thrown: unknown,
  code: ErrorCode,
  complaints: GpuComplaints = gpuComplaints,
): Promise<ReparteeError> {
  const error = toReparteeError(thrown, code);
  if (error.code !== code) return error;
  // The library's lines arrive by way of the event loop.
  await turn();
  const failure = complaints.since(performance.now() - causeMs);
  return failure === undefined ? error : gpuError(error, failure);
}

/** The same error as a GPU's. */
export function gpuError(error: ReparteeError, failure: GpuFailure): ReparteeError {
  const isMemory = failure === "gpu_out_of_memory";
  return new ReparteeError(isMemory ? "insufficient_memory" : error.code, error.message, {
    facts: { ...error.facts, [gpuFailureFact]: failure },
    hint: isMemory
      ? "The GPU ran out of memory: set gpu_layers to fewer or to 0, or choose a smaller context_size or fewer slots."
      : "The GPU gave up: set gpu_layers to 0, or look at its driver's log.",
    cause: error,
  });
}
