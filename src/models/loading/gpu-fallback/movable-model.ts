/**
 * A loaded model that can move from the GPU to the processor while it is in use.
 *
 * 1. A reply that fails for the GPU before its first chunk, and every call, is repeated on the moved model, once. A reply
 *    that was begun ends with its error: its text cannot be taken back.
 * 2. Replies that were there at the move, or the first one after it, carry the warning `device-changed`.
 */
import type { LoadedModel } from "../../../core/engine.ts";
import { ReparteeError, toReparteeError } from "../../../core/errors.ts";
import type { GenerateEvent } from "../../../core/generate-event.ts";
import type { GenerateRequest } from "../../../core/generate-request.ts";
import { noTimings } from "../../../core/timings.ts";
import { noUsage } from "../../../core/usage.ts";
import type { Warning } from "../../../core/warning.ts";
import { ModelMove, type MovableModelOptions } from "./model-move.ts";

export function createMovableModel(options: MovableModelOptions): LoadedModel {
  const { model: first } = options;
  /** A reply is still to carry the warning. */
  let isUnreported = options.movedFor !== undefined;
  const place = new ModelMove(options, () => (isUnreported = true));

  /** The warning, for replies that are to carry it. */
  function takeWarning(wasThere: boolean): readonly Warning[] {
    const { reason } = place;
    if (reason === undefined || (!isUnreported && !wasThere)) return [];
    isUnreported = false;
    const why = reason === "gpu_out_of_memory" ? "The GPU ran out of memory" : "The GPU failed";
    const detail = `${why}; the model was loaded on the processor, where it is slower.`;
    return [{ kind: "device-changed", reason, detail }];
  }

  async function* generate(request: GenerateRequest, signal: AbortSignal): AsyncGenerator<GenerateEvent, undefined> {
    for (let isRepeated = false; ; isRepeated = true) {
      const wasMoving = isRepeated || place.isMoving;
      let model: LoadedModel;
      try {
        model = await place.ready(signal, "answer");
      } catch (thrown) {
        return yield signal.aborted && !place.closed.aborted ? cancelled() : errorEvent(thrown);
      }
      const release = place.hold(model);
      try {
        let isBegun = false;
        let isAskedAgain = false;
        for await (const event of model.generate(request, signal)) {
          if (event.type === "error" && place.move(model, event.error) && !isBegun && !isRepeated) {
            isAskedAgain = true;
            break;
          }
          isBegun ||= event.type === "tool-call-delta" || (event.type === "text-delta" && event.text !== "");
          yield event.type === "finish" && place.isMoved(model) ? withWarnings(event, takeWarning(wasMoving)) : event;
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
      const model = await place.ready(signal, action);
      const release = place.hold(model);
      try {
        const running = run(model);
        if (running === undefined) throw new ReparteeError("unsupported_by_model", `Cannot ${action} with this model`);
        return await running;
      } catch (thrown) {
        const error = toReparteeError(thrown);
        if (isRepeated || signal.aborted || !place.move(model, error)) throw error;
      } finally {
        release();
      }
    }
  }

  const { signal: never } = new AbortController();
  return {
    get info() {
      const { info } = place.current;
      return place.isMoved(place.current) && place.reason !== undefined
        ? { ...info, deviceReason: place.reason }
        : info;
    },
    get capabilities() {
      return place.current.capabilities;
    },
    closed: place.closed,
    generate,
    unload: () => place.unload(),
    vitals: () => place.current.vitals?.(),
    embed: first.embed && ((request, signal) => call("embed texts", signal, (model) => model.embed?.(request, signal))),
    classify:
      first.classify &&
      ((request, signal) => call("classify a text", signal, (model) => model.classify?.(request, signal))),
    rerank:
      first.rerank && ((request, signal) => call("rank documents", signal, (model) => model.rerank?.(request, signal))),
    scoreText:
      first.scoreText &&
      ((request, signal) => call("score a text", signal, (model) => model.scoreText?.(request, signal))),
    tokenize: first.tokenize && ((text, how) => call("tokenize a text", never, (model) => model.tokenize?.(text, how))),
    detokenize: first.detokenize && ((tokens) => call("read tokens", never, (model) => model.detokenize?.(tokens))),
    renderPrompt:
      first.renderPrompt &&
      ((input, how) => call("write a prompt", never, (model) => model.renderPrompt?.(input, how))),
    // Not held, and not repeated elsewhere: nobody waits for it.
    readAhead:
      first.readAhead &&
      (async (request, signal) => {
        const { readAhead } = place.current;
        if (readAhead === undefined)
          throw new ReparteeError("unsupported_by_model", "Cannot read ahead with this model");
        return await readAhead(request, signal);
      }),
    countTokens:
      first.countTokens &&
      ((input) => call("count the tokens of a prompt", never, (model) => model.countTokens?.(input))),
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
