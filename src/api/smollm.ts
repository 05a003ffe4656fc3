import { z } from "zod";
import { smollmDefaults } from "../chat/smollm/index.ts";
import type { ChatMessage } from "../core/chat-message.ts";
import type { Reply, ReplyEvent } from "../core/reply.ts";
import { anObject, messagesSchema, numberBetween, wholeNumber } from "../schema/index.ts";
import { collectReply } from "../serving/collect-reply.ts";
import type { ApiContext } from "./api-context.ts";
import { replyEvents } from "./reply-events.ts";
import { abortableShape, neverAborted, readRequest, type Abortable } from "./request-options.ts";

/** Replies of the smollm model (the `smollm_*` settings), or an echo. */
export interface SmollmFunctions {
  /**
   * Answers a text or a conversation, or continues a prompt. When the model cannot, the text comes back as an echo
   * with the source `template`. @throws ReparteeError `invalid_request`, `draining`.
   */
  smollm(request: SmollmOptions | string): Promise<Reply>;
  /** The same as it is written. Never throws: a wrong request is the one `error` event. */
  smollmStream(request: SmollmOptions | string): AsyncIterable<ReplyEvent>;
}

export interface SmollmOptions extends Abortable {
  /** The conversation so far; either this or `prompt`. */
  readonly messages?: readonly ChatMessage[];
  /** A text to continue, without a chat template. */
  readonly prompt?: string;
  /** Default 512. */
  readonly maxTokens?: number;
  /** Default 0.7; 0 picks the likeliest token each time. */
  readonly temperature?: number;
}

const optionsSchema = z
  .strictObject(
    {
      messages: messagesSchema.optional(),
      prompt: z.string().optional(),
      // As far as any client's "no limit"; the context window bounds it further.
      maxTokens: wholeNumber(1, 2 ** 31 - 1).default(smollmDefaults.maxTokens),
      temperature: numberBetween(0, 2).default(smollmDefaults.temperature),
      ...abortableShape,
    },
    anObject("a text, or an object with `messages` or `prompt`"),
  )
  .transform(({ messages, prompt, ...rest }, context) => {
    if (prompt === undefined && messages !== undefined) return { ...rest, input: { kind: "chat", messages } as const };
    if (prompt !== undefined && messages === undefined)
      return { ...rest, input: { kind: "text", text: prompt } as const };
    const [path, message] =
      prompt === undefined ? ["messages", "messages"] : ["prompt", "either `messages` or `prompt`"];
    context.addIssue({ code: "custom", path: [path], message });
    return z.NEVER;
  });

export function createSmollmFunctions(context: ApiContext): SmollmFunctions {
  function answer(request: SmollmOptions | string): AsyncIterable<ReplyEvent> {
    if (typeof request === "string") return answer({ messages: [{ role: "user", content: request }] });
    const { smollm } = context.use();
    const { signal = neverAborted(), ...rest } = readRequest(optionsSchema, request);
    return smollm.reply({ ...rest, requestId: crypto.randomUUID() }, signal);
  }

  return {
    smollm: async (request) => await collectReply(answer(request)),
    smollmStream: (request) => replyEvents(() => answer(request)),
  };
}
