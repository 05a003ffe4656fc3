import { cancelledError } from "../../core/abort.ts";
import { ReparteeError } from "../../core/errors.ts";
import type { ModelRequests } from "../../serving/serving.ts";
import { createWindowStarts } from "../prompt/history-window.ts";
import type { EmpathicReply, RespondEvent } from "./empathic-reply.ts";
import type { RespondRequest } from "./respond-request.ts";
import { createReasoningHider } from "../reasoning/hide-reasoning.ts";
import { createEmotionRater } from "./rate-emotion.ts";
import { respondStream, type RespondParts } from "./respond-stream.ts";
import type { ResponderOptions } from "./responder-options.ts";

/** Answers as a persona. */
export interface Responder {
  /**
   * A whole reply; when no model can answer, a canned one, marked as such.
   * @throws ReparteeError `persona_not_found`, `not_found`, `cancelled`.
   */
  respond(request: RespondRequest, signal: AbortSignal): Promise<EmpathicReply>;
  /**
   * The same, streamed: `emotion` before the first `text`, `done` as the last. Errors of the request are thrown before
   * the first event. @throws ReparteeError as `respond`; when the reader leaves, `done` is not complete.
   */
  respondStream(request: RespondRequest, signal: AbortSignal): AsyncIterable<RespondEvent>;
  /**
   * Replies in the order of the requests, as many at once as the model has slots. Nothing is answered when the persona
   * of one request is unknown. @throws ReparteeError as `respond`; `param` begins with `requests[i]`.
   */
  respondBatch(requests: readonly RespondRequest[], signal: AbortSignal): Promise<readonly EmpathicReply[]>;
}

/** For models that do not report theirs. */
const defaultSlots = 4;

export function createResponder(options: ResponderOptions): Responder {
  const parts: Omit<RespondParts, "serving"> = {
    options,
    rateEmotion: createEmotionRater(options),
    generate: createReasoningHider(),
    windowStarts: createWindowStarts(),
  };

  async function respond(request: RespondRequest, signal: AbortSignal, serving: ModelRequests): Promise<EmpathicReply> {
    let reply: EmpathicReply | undefined;
    for await (const event of respondStream(request, signal, { ...parts, serving })) {
      if (event.type === "done") reply = event.reply;
    }
    if (reply === undefined || reply.finishReason === "cancelled") throw cancelledError(signal, "answer");
    return reply;
  }

  async function checkPersonas(requests: readonly RespondRequest[]): Promise<void> {
    for (const [index, request] of requests.entries()) {
      try {
        await options.personas.get(request.persona ?? options.defaultPersona);
      } catch (thrown) {
        throw thrown instanceof ReparteeError ? inBatch(thrown, index) : thrown;
      }
    }
  }

  return {
    respond: (request, signal) => respond(request, signal, options.serving),
    respondStream: (request, signal) => respondStream(request, signal, { ...parts, serving: options.serving }),
    async respondBatch(requests, signal) {
      await checkPersonas(requests);
      const model = options.defaultModel();
      const slots = (model === undefined ? undefined : options.models?.slots(model)) ?? defaultSlots;
      const held = options.serving.hold();
      try {
        return await inOrder(requests, slots, (request) => respond(request, signal, held));
      } finally {
        held.release();
      }
    },
  };
}

function inBatch(error: ReparteeError, index: number): ReparteeError {
  const { code, facts, hint, message, param } = error;
  return new ReparteeError(code, message, {
    facts,
    param: param === undefined ? `requests[${index}]` : `requests[${index}].${param}`,
    cause: error,
    hint,
  });
}

/** The results of `work` in the order of the items, at most `atOnce` at a time. */
async function inOrder<Item, Result>(
  items: readonly Item[],
  atOnce: number,
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  const waiting = items.entries();
  async function workThrough(): Promise<void> {
    for (const [index, item] of waiting) results[index] = await work(item);
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, workThrough));
  return results;
}
