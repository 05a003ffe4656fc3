/**
 * A loaded model that can move from the GPU to the processor while it is in use.
 *
 *   on GPU ──#move──▶ moving ──▶ on processor
 *      └── gone ──────┴── cannot be loaded there: gone ──┘
 *
 * 1. It moves once, for a failure of the GPU: told by a reply, by a call, or by the end of its process.
 * 2. A reply that fails so before its first piece, and every call, is asked again of the moved model, once. A reply
 *    that was begun ends with its error: its text cannot be taken back.
 * 3. What comes while it moves waits for it. What still runs on the GPU is let end; then the model there is unloaded.
 * 4. `gone` is aborted when there is nothing to go on with, never for a move.
 * 5. Replies that were there at the move, or the first one after it, carry the warning `device-changed`.
 */
import type { LoadedModel } from "../../../core/engine.ts";
import { ReparteeError, toReparteeError } from "../../../core/errors.ts";
import type { GenerateEvent } from "../../../core/generate-event.ts";
import type { GenerateRequest } from "../../../core/generate-request.ts";
import { gpuFailureOf, type GpuFailure } from "../../../core/gpu-failure.ts";
import type { Log } from "../../../core/log.ts";
import { noTimings } from "../../../core/timings.ts";
import { noUsage } from "../../../core/usage.ts";
import type { Warning } from "../../../core/warning.ts";
import { untilAborted } from "../../../core/until-aborted.ts";

export interface MovableModelOptions {
  /** On the GPU, or with `movedFor` on the processor already. */
  readonly model: LoadedModel;
  readonly log: Log;
  /** Why it was loaded on the processor from the start. */
  readonly movedFor?: GpuFailure;
  /** Loads it on the processor. Absent: it stays where it is. */
  readonly moveToProcessor?: (reason: GpuFailure, error: ReparteeError, signal: AbortSignal) => Promise<LoadedModel>;
}

export function createMovableModel({ model: first, log, movedFor, moveToProcessor }: MovableModelOptions): LoadedModel {
  const gone = new AbortController();
  const unloadBegun = new AbortController();
  let current = first;
  let reason = movedFor;
  let isUntold = movedFor !== undefined;
  let moving: Promise<void> | undefined;
  let unloading: Promise<void> | undefined;
  /** Replies and calls that run on the model that was left. */
  let onFirst = 0;

  function watch(model: LoadedModel): void {
    const onGone = (): void => {
      if (model !== current) return;
      const error = toReparteeError(model.closed.reason, "runner_crashed");
      if (!move(model, error)) gone.abort(error);
    };
    if (model.closed.aborted) onGone();
    else model.closed.addEventListener("abort", onGone, { once: true });
  }

  /** Whether the model moves, or has moved, for this error of it. */
  function move(from: LoadedModel, error: ReparteeError): boolean {
    const failure = gpuFailureOf(error);
    if (failure === undefined || from !== first || unloadBegun.signal.aborted) return false;
    if (moving !== undefined) return true;
    if (moveToProcessor === undefined) return false;
    reason = failure;
    isUntold = true;
    moving = moveNow(moveToProcessor, failure, error);
    return true;
  }

  async function moveNow(
    load: NonNullable<MovableModelOptions["moveToProcessor"]>,
    failure: GpuFailure,
    cause: ReparteeError,
  ): Promise<void> {
    try {
      const model = await load(failure, cause, unloadBegun.signal);
      current = model;
      log.info({ model: model.info.name, device: model.info.device, reason: failure }, "model moved to the processor");
      if (unloadBegun.signal.aborted) return await model.unload();
      watch(model);
      leaveFirst();
    } catch (thrown) {
      gone.abort(unloadBegun.signal.aborted ? unloadBegun.signal.reason : toReparteeError(thrown, "model_load_failed"));
      leaveFirst();
    }
  }

  /** What moves away does not wait for it; its end is watched nowhere else. */
  function leaveFirst(): void {
    if (onFirst > 0 || moving === undefined || (current === first && !gone.signal.aborted)) return;
    first.unload().catch((error: unknown) => log.warn({ err: error }, "model could not be unloaded from the GPU"));
  }

  /** @throws ReparteeError when the model is gone, or `signal` is aborted while it moves. */
  async function ready(signal: AbortSignal, action: string): Promise<LoadedModel> {
    if (moving !== undefined && current === first) await untilAborted(moving, signal, action);
    if (gone.signal.aborted) throw toReparteeError(gone.signal.reason);
    return current;
  }

  function hold(model: LoadedModel): () => void {
    if (model !== first) return () => {};
    onFirst += 1;
    return () => {
      onFirst -= 1;
      leaveFirst();
    };
  }

  /** The warning, for those that are to tell it. */
  function takeWarning(wasThere: boolean): readonly Warning[] {
    if (reason === undefined || (!isUntold && !wasThere)) return [];
    isUntold = false;
    const why = reason === "gpu_out_of_memory" ? "The GPU ran out of memory" : "The GPU failed";
    return [
      { kind: "device-changed", reason, detail: `${why}; the model was loaded on the processor, where it is slower.` },
    ];
  }

  async function* generate(request: GenerateRequest, signal: AbortSignal): AsyncGenerator<GenerateEvent, undefined> {
    for (let isRepeated = false; ; isRepeated = true) {
      const wasMoving = isRepeated || (moving !== undefined && current === first);
      let model: LoadedModel;
      try {
        model = await ready(signal, "answer");
      } catch (thrown) {
        return yield signal.aborted && !gone.signal.aborted ? cancelled() : errorEvent(thrown);
      }
      const release = hold(model);
      try {
        let isBegun = false;
        let isAskedAgain = false;
        for await (const event of model.generate(request, signal)) {
          if (event.type === "error" && move(model, event.error) && !isBegun && !isRepeated) {
            isAskedAgain = true;
            break;
          }
          isBegun ||= event.type === "tool-call-delta" || (event.type === "text-delta" && event.text !== "");
          const isMoved = model !== first || movedFor !== undefined;
          yield event.type === "finish" && isMoved ? withWarnings(event, takeWarning(wasMoving)) : event;
        }
        if (!isAskedAgain) return undefined;
      } finally {
        release();
      }
    }
  }

  async function call<Result>(
    action: string,
    signal: AbortSignal,
    run: (model: LoadedModel) => Promise<Result> | undefined,
  ): Promise<Result> {
    for (let isRepeated = false; ; isRepeated = true) {
      const model = await ready(signal, action);
      const release = hold(model);
      try {
        const running = run(model);
        if (running === undefined) throw new ReparteeError("unsupported_by_model", `Cannot ${action} with this model`);
        return await running;
      } catch (thrown) {
        const error = toReparteeError(thrown);
        if (isRepeated || signal.aborted || !move(model, error)) throw error;
      } finally {
        release();
      }
    }
  }

  async function unload(): Promise<void> {
    unloadBegun.abort(new ReparteeError("model_unloaded", `Model "${first.info.name}" was unloaded`));
    await moving;
    gone.abort(unloadBegun.signal.reason);
    await Promise.all([first.unload(), ...(current === first ? [] : [current.unload()])]);
  }

  watch(first);
  const never = new AbortController().signal;
  return {
    get info() {
      const isMoved = current !== first || movedFor !== undefined;
      return isMoved && reason !== undefined ? { ...current.info, deviceReason: reason } : current.info;
    },
    get capabilities() {
      return current.capabilities;
    },
    closed: gone.signal,
    generate,
    unload: () => (unloading ??= unload()),
    ...(first.embed && {
      embed: (request, signal) => call("embed texts", signal, (model) => model.embed?.(request, signal)),
    }),
    ...(first.classify && {
      classify: (request, signal) => call("classify a text", signal, (model) => model.classify?.(request, signal)),
    }),
    ...(first.tokenize && { tokenize: (text) => call("tokenize a text", never, (model) => model.tokenize?.(text)) }),
    ...(first.countTokens && {
      countTokens: (input) => call("count the tokens of a prompt", never, (model) => model.countTokens?.(input)),
    }),
  };
}

function withWarnings(event: Extract<GenerateEvent, { type: "finish" }>, warnings: readonly Warning[]): GenerateEvent {
  return warnings.length === 0 ? event : { ...event, warnings: [...warnings, ...event.warnings] };
}

function errorEvent(thrown: unknown): GenerateEvent {
  return { type: "error", error: toReparteeError(thrown) };
}

function cancelled(): GenerateEvent {
  return { type: "finish", reason: "cancelled", usage: noUsage, timings: noTimings, warnings: [] };
}
