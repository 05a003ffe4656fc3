import type { ChatMessage } from "../core/chat-message.ts";
import { checkGenerateRequest } from "../core/check-generate-request.ts";
import type { GenerateRequest, PromptInput } from "../core/generate-request.ts";
import type { Reply, ReplyEvent } from "../core/reply.ts";
import type { ToolChoice, ToolDefinition } from "../core/tool.ts";
import { collectReply } from "../serving/collect-reply.ts";
import type { ApiContext } from "./api-context.ts";
import { replyEvents } from "./reply-events.ts";
import {
  checkFallback,
  checkIsGroup,
  checkRequestOptions,
  neverAborted,
  type RequestOptions,
} from "./request-options.ts";

/** Replies of a model, as they are. */
export interface ChatFunctions {
  /**
   * A whole reply to a conversation, or to one text of a user.
   * @throws ReparteeError with a code of docs/errors.md; `invalid_request` names the wrong field in `param`.
   */
  chat(request: ChatRequest | string): Promise<Reply>;
  /** The same as it is written. Never throws: what goes wrong is the one `error` event, the last. */
  stream(request: ChatRequest | string): AsyncIterable<ReplyEvent>;
  /** Continues a plain text, without a chat template. @throws ReparteeError */
  complete(request: CompletionRequest): Promise<Reply>;
}

export interface ReplyOptions extends RequestOptions, Omit<GenerateRequest, "id" | "input"> {
  /** What answers when no model can; the setting `openaiFallback` when absent. */
  readonly fallback?: "none" | "template";
}

export interface ChatRequest extends ReplyOptions {
  readonly messages: readonly ChatMessage[];
  readonly tools?: readonly ToolDefinition[];
  readonly toolChoice?: ToolChoice;
}

export interface CompletionRequest extends ReplyOptions {
  readonly prompt: string;
}

export function createChatFunctions(context: ApiContext): ChatFunctions {
  function reply(request: ReplyOptions, input: PromptInput): AsyncIterable<ReplyEvent> {
    const app = context.use();
    const {
      model = app.defaultModel,
      signal = neverAborted(),
      fallback = app.config.openaiFallback,
      ...generate
    } = request;
    checkRequestOptions({ model, signal });
    checkFallback(fallback);
    const requestId = crypto.randomUUID();
    checkGenerateRequest({ ...generate, id: requestId, input });
    // Without any model `serving` reports that, or writes a template where that is requested.
    const models = model === undefined ? [] : [model];
    return app.serving.reply({ requestId, models, generate: { ...generate, input }, fallback }, signal);
  }

  function chat(request: ChatRequest | string): AsyncIterable<ReplyEvent> {
    if (typeof request === "string") return chat({ messages: [{ role: "user", content: request }] });
    checkIsGroup(request, "a text or an object with `messages`");
    const { messages, tools, toolChoice, ...rest } = request;
    return reply(rest, {
      kind: "chat",
      messages,
      tools,
      toolChoice,
    });
  }

  return {
    chat: async (request) => await collectReply(chat(request)),
    stream: (request) => replyEvents(() => chat(request)),
    async complete(request) {
      checkIsGroup(request, "an object with `prompt`");
      const { prompt, ...rest } = request;
      return await collectReply(reply(rest, { kind: "text", text: prompt }));
    },
  };
}
