import { smallBoxDefaults } from "../chat/small-box/index.ts";
import type { ChatMessage } from "../core/chat-message.ts";
import { checkPromptInput } from "../core/check-prompt-input.ts";
import { groupOf, integerIn, numberIn, optional, wrongField } from "../core/field-check.ts";
import type { PromptInput } from "../core/generate-request.ts";
import type { Reply, ReplyEvent } from "../core/reply.ts";
import { collectReply } from "../serving/collect-reply.ts";
import type { LibraryContext } from "./library-context.ts";
import { replyEvents } from "./reply-events.ts";
import { neverAborted, signalCheck, type Abortable } from "./request-options.ts";

/** Replies of the small-box model (the `smollm_*` settings), or an echo. */
export interface SmallBoxFunctions {
  /**
   * Answers a text or a conversation, or goes on with a prompt. When the model cannot, the words come back as an echo
   * with the source `template`. @throws ReparteeError `invalid_request`, `draining`.
   */
  smallBox(request: SmallBoxOptions | string): Promise<Reply>;
  /** The same as it is written. Never throws: a wrong request is the one `error` event. */
  smallBoxStream(request: SmallBoxOptions | string): AsyncIterable<ReplyEvent>;
}

export interface SmallBoxOptions extends Abortable {
  /** The conversation so far; either this or `prompt`. */
  readonly messages?: readonly ChatMessage[];
  /** A text to go on with, without a chat template. */
  readonly prompt?: string;
  /** Default 512. */
  readonly maxTokens?: number;
  /** Default 0.7; 0 picks the likeliest token each time. */
  readonly temperature?: number;
}

const checkSmallBoxOptions = groupOf<SmallBoxOptions>(
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

export function createSmallBoxFunctions(context: LibraryContext): SmallBoxFunctions {
  function answer(request: SmallBoxOptions | string): AsyncIterable<ReplyEvent> {
    if (typeof request === "string") return answer({ messages: [{ role: "user", content: request }] });
    const { smallBox } = context.use();
    checkSmallBoxOptions(request, "");
    const { signal = neverAborted() } = request;
    const { maxTokens = smallBoxDefaults.maxTokens, temperature = smallBoxDefaults.temperature } = request;
    const input = inputOf(request);
    return smallBox.reply({ requestId: crypto.randomUUID(), input, maxTokens, temperature }, signal);
  }

  return {
    smallBox: async (request) => await collectReply(answer(request)),
    smallBoxStream: (request) => replyEvents(() => answer(request)),
  };
}

/** @throws ReparteeError `invalid_request` */
function inputOf({ messages, prompt }: SmallBoxOptions): PromptInput {
  if (messages !== undefined && prompt !== undefined)
    throw wrongField("prompt", prompt, "either `messages` or `prompt`");
  const input = prompt === undefined ? { kind: "chat", messages } : { kind: "text", text: prompt };
  checkPromptInput(input, "");
  // Checked the line before.
  return input as PromptInput;
}
