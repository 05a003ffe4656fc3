import { z } from "zod";
import { tasteRequestSchema, type TasteTurn } from "../chat/taste/index.ts";
import type { Reply, ReplyEvent } from "../core/reply.ts";
import { anObject, readValue } from "../schema/index.ts";
import { collectReply } from "../serving/collect-reply.ts";
import type { ApiContext } from "./api-context.ts";
import { replyEvents } from "./reply-events.ts";
import { abortableShape, neverAborted, type RequestOptions } from "./request-options.ts";

/** Replies to a user's taste. */
export interface TasteFunctions {
  /**
   * Answers what a user said in the light of their taste. When no model can answer, a written reply that takes up the
   * words and the taste, with the source `template`. @throws ReparteeError `invalid_request`, `draining`.
   */
  generateResponse(request: TasteOptions | string): Promise<Reply>;
  /** The same as it is written. Never throws: a wrong request is the one `error` event. */
  generateResponseStream(request: TasteOptions | string): AsyncIterable<ReplyEvent>;
}

export interface TasteOptions extends RequestOptions {
  /** What the user said, 1–8,000 characters. */
  readonly userInput: string;
  /** Any JSON; what is too large or too deep is left out. */
  readonly tasteAnalysis?: unknown;
  /** Oldest first, at most 1,000. */
  readonly history?: readonly TasteTurn[];
}

const { requestId: _, history, ...requestShape } = tasteRequestSchema.shape;
const optionsSchema = z.strictObject(
  { ...requestShape, history: history.default([]), ...abortableShape },
  anObject("a text or an object with `userInput`"),
);

export function createTasteFunctions(context: ApiContext): TasteFunctions {
  function answer(request: TasteOptions | string): AsyncIterable<ReplyEvent> {
    if (typeof request === "string") return answer({ userInput: request });
    const { tasteChat } = context.use();
    const { signal = neverAborted(), ...rest } = readValue(optionsSchema, request);
    return tasteChat.reply({ ...rest, requestId: crypto.randomUUID() }, signal);
  }

  return {
    generateResponse: async (request) => await collectReply(answer(request)),
    generateResponseStream: (request) => replyEvents(() => answer(request)),
  };
}
