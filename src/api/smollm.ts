import { smollmDefaults } from "../chat/smollm/index.ts";
import type { ChatMessage } from "../core/chat-message.ts";
import { checkPromptInput } from "../core/check-prompt-input.ts";
import { groupOf, integerIn, numberIn, optional, wrongField } from "../core/field-check.ts";
import type { PromptInput } from "../core/generate-request.ts";
import type { Reply, ReplyEvent } from "../core/reply.ts";
import { collectReply } from "../serving/collect-reply.ts";
import type { ApiContext } from "./api-context.ts";
import { replyEvents } from "./reply-events.ts";
import { neverAborted, signalCheck, type Abortable } from "./request-options.ts";

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

const checkSmollmOptions = groupOf<SmollmOptions>(
  {
    // Looked at as a prompt, below.
    messages: () => {},
    prompt: () => {},
    // As far as any client's "no limit"; the context window bounds it further.
    maxTokens: optional(integerIn(1, 2 ** 31 - 1)),
    temperature: optional(numberIn(0, 2)),
    signal: signalCheck,
  },
  "a text, or an object with `messages` or `prompt`",
);

export function createSmollmFunctions(context: ApiContext): SmollmFunctions {
  function answer(request: SmollmOptions | string): AsyncIterable<ReplyEvent> {
    if (typeof request === "string") return answer({ messages: [{ role: "user", content: request }] });
    const { smollm } = context.use();
    checkSmollmOptions(request, "");
    const { signal = neverAborted() } = request;
    const { maxTokens = smollmDefaults.maxTokens, temperature = smollmDefaults.temperature } = request;
    const input = inputOf(request);
    return smollm.reply({ requestId: crypto.randomUUID(), input, maxTokens, temperature }, signal);
  }

  return {
    smollm: async (request) => await collectReply(answer(request)),
    smollmStream: (request) => replyEvents(() => answer(request)),
  };
}

/** @throws ReparteeError `invalid_request` */
function inputOf({ messages, prompt }: SmollmOptions): PromptInput {
  if (messages !== undefined && prompt !== undefined)
    throw wrongField("prompt", prompt, "either `messages` or `prompt`");
  const input = prompt === undefined ? { kind: "chat", messages } : { kind: "text", text: prompt };
  checkPromptInput(input, "");
  // Checked the line before.
  return input as PromptInput;
}
