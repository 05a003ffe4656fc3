import { z } from "zod";
import type { App } from "../app.ts";
import type { ChatMessage } from "../core/chat-message.ts";
import type { GenerateRequest, PromptInput } from "../core/generate-request.ts";
import type { Reply, ReplyEvent } from "../core/reply.ts";
import type { ToolChoice, ToolDefinition } from "../core/tool.ts";
import { anObject, chatShape, checkToolChoice, replyShape } from "../schema/index.ts";
import { collectReply } from "../serving/collect-reply.ts";
import type { ApiContext } from "./api-context.ts";
import { replyEvents } from "./reply-events.ts";
import { neverAborted, readRequest, requestShape, type RequestOptions } from "./request-options.ts";

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

const replyOptionsShape = { ...requestShape, ...replyShape, fallback: z.enum(["none", "template"]).optional() };

const chatSchema = z
  .strictObject({ ...replyOptionsShape, ...chatShape }, anObject("a text or an object with `messages`"))
  .superRefine(checkToolChoice);

const completionSchema = z.strictObject(
  { ...replyOptionsShape, prompt: z.string() },
  anObject("an object with `prompt`"),
);

export function createChatFunctions(context: ApiContext): ChatFunctions {
  function reply(app: App, request: ReplyOptions, input: PromptInput, isReadWhole: boolean): AsyncIterable<ReplyEvent> {
    const {
      model = app.defaultModel,
      signal = neverAborted(),
      fallback = app.config.openaiFallback,
      ...generate
    } = request;
    // Without any model `serving` reports that, or writes a template where that is requested.
    const models = model === undefined ? [] : [model];
    return app.serving.reply(
      { requestId: crypto.randomUUID(), models, generate: { ...generate, input }, fallback, isReadWhole },
      signal,
    );
  }

  function chat(request: ChatRequest | string, isReadWhole: boolean): AsyncIterable<ReplyEvent> {
    if (typeof request === "string") return chat({ messages: [{ role: "user", content: request }] }, isReadWhole);
    const app = context.use();
    const { messages, tools, toolChoice, ...rest } = readRequest(chatSchema, request);
    return reply(app, rest, { kind: "chat", messages, tools, toolChoice }, isReadWhole);
  }

  return {
    chat: async (request) => await collectReply(chat(request, true)),
    stream: (request) => replyEvents(() => chat(request, false)),
    async complete(request) {
      const app = context.use();
      const { prompt, ...rest } = readRequest(completionSchema, request);
      return await collectReply(reply(app, rest, { kind: "text", text: prompt }, true));
    },
  };
}
