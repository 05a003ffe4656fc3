/**
 * One answer of one model that is no reply: vectors, ratings. No chain, no fallback: who asks can do without. It counts
 * among the requests, waits its turn, and ends by its clock, by the caller's signal, or when the server drains.
 */
import { cancelledError } from "../core/abort.ts";
import type { Clock } from "../core/clock.ts";
import type { LoadedModel } from "../core/engine.ts";
import { ReparteeError } from "../core/errors.ts";
import type { ModelPool } from "../models/pool/model-pool.ts";
import { untilAborted } from "../core/until-aborted.ts";
import type { Admission } from "./admission.ts";
import { totalTimeout } from "./clock-errors.ts";
import type { Clocks } from "./clocks.ts";
import type { Drain } from "./drain.ts";
import { leaseUnlessDownloading } from "./lease-unless-downloading.ts";
import { createPassage } from "./passage.ts";
import type { ModelCall } from "./serving.ts";

export interface ModelCallOptions {
  readonly pool: ModelPool;
  readonly clock: Clock;
  readonly admission: Admission;
  readonly drain: Drain;
  readonly clocks: Clocks;
  /** What the pool calls a model; the name itself when it has none. */
  readonly findModel: (name: string) => Promise<string>;
}

export interface ModelTask<Result> {
  /** For the error of a model that cannot: `embed texts`. */
  readonly purpose: string;
  /** Why it is not taken now, if so. */
  readonly refusal: () => ReparteeError | undefined;
  /** Undefined when the model has no such ability. */
  run(model: LoadedModel, signal: AbortSignal): Promise<Result> | undefined;
}

export type CallModel = <Result>(
  call: Omit<ModelCall<unknown>, "call">,
  signal: AbortSignal,
  task: ModelTask<Result>,
) => Promise<Result>;

export function createModelCalls(options: ModelCallOptions): CallModel {
  const { admission, clock, drain, pool } = options;

  return async (call, signal, task) => {
    const model = await options.findModel(call.model);
    const refusal = task.refusal();
    if (refusal !== undefined) throw refusal;
    if (pool.status(model) === undefined) throw unknownModel(model);
    const ending = new AbortController();
    const leave = (): void => ending.abort(cancelledError(signal, task.purpose));
    if (signal.aborted) leave();
    else signal.addEventListener("abort", leave, { once: true });
    const countOut = drain.join((error) => ending.abort(error));
    const totalMs = call.totalMs ?? options.clocks.totalMs;
    let timer: { cancel(): void } | undefined;
    const passage = createPassage({
      admission,
      queueMs: options.clocks.queueMs,
      onEntered: () => {
        timer = clock.schedule(totalMs, () => ending.abort(totalTimeout(totalMs)));
      },
    });
    try {
      await passage.enter(ending.signal, () => {});
      const lease = await leaseUnlessDownloading(pool, model, { signal: ending.signal });
      try {
        const running = task.run(lease.model, ending.signal);
        if (running === undefined) throw unsupported(lease.model, task.purpose);
        return await untilAborted(running, ending.signal, task.purpose);
      } finally {
        lease.release();
      }
    } finally {
      timer?.cancel();
      passage.leave();
      signal.removeEventListener("abort", leave);
      countOut();
    }
  };
}

function unknownModel(name: string): ReparteeError {
  return new ReparteeError("model_not_found", `Cannot ask model "${name}": no model has this name`, {
    hint: "GET /v1/models lists the names",
  });
}

function unsupported(model: LoadedModel, purpose: string): ReparteeError {
  return new ReparteeError("unsupported_by_model", `Cannot ${purpose} with model "${model.info.name}".`, {
    hint: "Use a model whose engine can; docs/engines.md has the table.",
  });
}
