/**
 * One answer of one model that is no reply: vectors, ratings. No chain, no fallback: the caller can do without. It counts
 * among the requests, waits for a permit, and ends by its timeout, by the caller's signal, or when the server drains.
 */
import type { Clock } from "../core/clock.ts";
import type { LoadedModel } from "../core/engine.ts";
import { ReparteeError } from "../core/errors.ts";
import { untilAborted } from "../core/until-aborted.ts";
import type { Lease, ModelPool } from "../models/pool/model-pool.ts";
import type { Admission } from "./admission.ts";
import type { Drain } from "./drain.ts";
import { leaseModel } from "./lease-model.ts";
import { createRequestLifetime } from "./request-lifetime.ts";
import { requestContext } from "./request-context.ts";
import type { ModelCall } from "./serving.ts";
import type { Timeouts } from "./timeouts.ts";

export interface ModelCallOptions {
  readonly pool: ModelPool;
  readonly clock: Clock;
  readonly admission: Admission;
  readonly drain: Drain;
  readonly timeouts: Timeouts;
  /** The pool's name of a model; the given one when it has none. */
  readonly findModel: (name: string) => Promise<string>;
}

export interface ModelTask<Result> {
  /** Completes "Cannot …": `embed texts`. */
  readonly purpose: string;
  /** Why it is refused now, if so. */
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
  const { drain, pool } = options;

  return async (call, signal, task) => {
    const model = await options.findModel(call.model);
    const refusal = task.refusal();
    if (refusal !== undefined) throw refusal;
    if (pool.state(model) === undefined) throw unknownModel(model);
    const { queueTimeoutMs, totalTimeoutMs } = options.timeouts;
    const timeouts = { queueTimeoutMs, totalTimeoutMs: call.totalTimeoutMs ?? totalTimeoutMs };
    const lifetime = createRequestLifetime({
      ...options,
      timeouts,
      signal,
      client: requestContext.getStore()?.client,
      action: task.purpose,
    });
    const countOut = drain.join((error) => lifetime.end(error));
    let lease: Lease | undefined;
    let atWork = false;
    let isLeft = false;

    function giveBack(): void {
      lease?.release();
      lifetime.close();
    }

    try {
      await lifetime.enter(lifetime.stop, () => {});
      lease = await leaseModel(pool, model, { signal: lifetime.stop });
      const running = task.run(lease.model, lifetime.stop);
      if (running === undefined) throw unsupported(lease.model, task.purpose);
      atWork = true;
      void running
        .catch(() => {})
        .finally(() => {
          atWork = false;
          if (isLeft) giveBack();
        });
      return await untilAborted(running, lifetime.stop, task.purpose);
    } finally {
      isLeft = true;
      countOut();
      // A caller that left waits no longer; the model is held for as long as it works.
      if (!atWork) giveBack();
    }
  };
}

function unknownModel(name: string): ReparteeError {
  return new ReparteeError("model_not_found", `Cannot use model "${name}": no model has this name`, {
    hint: "GET /v1/models lists the names",
  });
}

function unsupported(model: LoadedModel, purpose: string): ReparteeError {
  return new ReparteeError("unsupported_by_model", `Cannot ${purpose} with model "${model.info.name}"`, {
    hint: "Use a model whose engine can; docs/engines.md has the table",
  });
}
