import type { JsonObject } from "../../core/json.ts";
import { splitWords } from "../../core/word-tokens.ts";
import { fakeLogprob } from "../fake-engine/fake-logprobs.ts";
import { schemaExample } from "../fake-engine/schema-example.ts";
import { echoReply } from "../fake-upstream/echo-reply.ts";
import type { SeenRequest } from "../fake-upstream/fake-server.ts";
import type { FakeStream } from "../fake-upstream/play-stream.ts";
import type { FakeKind } from "./known-fields.ts";

export interface OpenaiStreamOptions {
  readonly kind: FakeKind;
  readonly contextTokens: number;
  /** What is said. Absent: what the user said last. */
  readonly text: string | undefined;
  /** The same prompt came before. */
  readonly wasRead: boolean;
}

export interface OpenaiStream extends FakeStream {
  /** The same reply for who does not stream. */
  readonly whole: object;
  readonly closingWithoutUsage: readonly string[];
}

interface Message {
  readonly role: string;
  readonly content: string | null;
}

interface Tool {
  readonly function: { readonly name: string; readonly parameters?: JsonObject };
}

/** The reply to a call of `/chat/completions` or `/completions`, or why there is none. Words are tokens. */
export function openaiStream(
  { path, body }: SeenRequest,
  options: OpenaiStreamOptions,
): OpenaiStream | { readonly error: object } {
  const { contextTokens } = options;
  const isChat = path === "/v1/chat/completions";
  const messages = (body["messages"] ?? []) as readonly Message[];
  const prompt = isChat
    ? messages.map(({ role, content }) => `${role}: ${content ?? ""}`).join("\n")
    : String(body["prompt"]);
  const promptTokens = splitWords(prompt).length + (isChat ? 1 : 0);
  if (promptTokens >= contextTokens) return { error: overflow(promptTokens, contextTokens) };

  const asked = isChat ? (messages.findLast(({ role }) => role === "user")?.content ?? "") : prompt;
  const limit = body["max_completion_tokens"] ?? body["max_tokens"];
  const reply = echoReply({
    text: options.text ?? formatted(body["response_format"], asked),
    promptTokens,
    contextTokens,
    maxTokens:
      typeof limit === "number" ? limit : !isChat && limit === undefined && options.kind === "generic" ? 16 : undefined,
    stop: (body["stop"] ?? []) as readonly string[],
  });
  const call = isChat ? calledTool(body) : undefined;
  const reason = call === undefined ? reply.reason : "tool_calls";
  const usage = {
    prompt_tokens: promptTokens,
    completion_tokens: call === undefined ? reply.completionTokens : 4,
    total_tokens: promptTokens + reply.completionTokens,
    prompt_tokens_details: { cached_tokens: options.wasRead ? promptTokens - 1 : 0 },
  };
  const head = {
    id: "chatcmpl-123",
    object: isChat ? "chat.completion.chunk" : "text_completion",
    created: 1_694_268_190,
    model: body["model"],
  };
  const chunk = (choice: object, more: object = {}): string =>
    `data: ${JSON.stringify({ ...head, choices: [{ index: 0, ...choice, finish_reason: null }], ...more })}\n\n`;
  const top = isChat
    ? body["logprobs"] === true
      ? Number(body["top_logprobs"] ?? 0)
      : undefined
    : (body["logprobs"] as number | undefined);
  const text = (piece: string): object => ({
    ...(isChat ? { delta: { content: piece } } : { text: piece }),
    logprobs: top === undefined ? null : isChat ? chatLogprobs(piece, top) : completionLogprobs(piece, top),
  });
  const lastWith = (finish: object): string =>
    `data: ${JSON.stringify({
      ...head,
      choices: [{ index: 0, ...(isChat ? { delta: {} } : { text: "" }), logprobs: null, ...finish }],
    })}\n\n`;
  const last = lastWith({ finish_reason: reason });
  const includesUsage =
    (body["stream_options"] as { readonly include_usage?: boolean } | undefined)?.include_usage === true;
  const usageChunk = includesUsage ? [`data: ${JSON.stringify({ ...head, choices: [], usage })}\n\n`] : [];
  const done = "data: [DONE]\n\n";
  return {
    contentType: "text/event-stream; charset=utf-8",
    opening: isChat ? [chunk({ delta: { role: "assistant", content: "" }, logprobs: null })] : [],
    tokens:
      call === undefined
        ? reply.pieces.map((piece) => chunk(text(piece)))
        : toolCallDeltas(call).map((delta) => chunk({ delta })),
    closing: [last, ...usageChunk, done],
    closingWithoutUsage: [last, done],
    closingWithout: (fault) => [lastWith(fault === "no-finish-reason" ? {} : { finish_reason: "" }), done],
    comment: ": keep-alive\n\n",
    badFrame: 'data: {"id":"chatcmpl-123","choi\n\n',
    errorFrame: `data: ${JSON.stringify({ error: { message: "The engine died", type: "server_error", code: 500 } })}\n\n`,
    get giantFrame() {
      return chunk(text("x".repeat(2_000_000)));
    },
    whole: {
      ...head,
      object: "chat.completion",
      choices: [
        {
          index: 0,
          finish_reason: reason,
          logprobs: null,
          ...(isChat
            ? {
                message: {
                  role: "assistant",
                  content: reply.pieces.join(""),
                  ...(call === undefined ? {} : { tool_calls: [call] }),
                },
              }
            : { text: reply.pieces.join("") }),
        },
      ],
      usage,
    },
  };
}

function overflow(promptTokens: number, contextTokens: number): object {
  return {
    message: `This model's maximum context length is ${contextTokens} tokens. However, your messages resulted in ${promptTokens} tokens.`,
    type: "invalid_request_error",
    param: "messages",
    code: "context_length_exceeded",
  };
}

function formatted(format: unknown, text: string): string {
  if (typeof format !== "object" || format === null) return text;
  const { json_schema: named, value } = format as {
    readonly json_schema?: { readonly schema: JsonObject };
    readonly value?: JsonObject;
  };
  const schema = named?.schema ?? value;
  return schema === undefined ? '{"said": true}' : JSON.stringify(schemaExample(schema));
}

interface Call {
  readonly id: string;
  readonly type: "function";
  readonly function: { readonly name: string; readonly arguments: string };
}

function calledTool(body: SeenRequest["body"]): Call | undefined {
  const [tool] = (body["tools"] ?? []) as readonly Tool[];
  if (tool === undefined || body["tool_choice"] === "none") return undefined;
  const { name, parameters = {} } = tool.function;
  return {
    id: "call_abc123",
    type: "function",
    function: { name, arguments: JSON.stringify(schemaExample(parameters)) },
  };
}

/** The first delta names the call, the others carry its arguments in pieces. */
function toolCallDeltas({ id, type, function: { name, arguments: text } }: Call): readonly object[] {
  const middle = Math.floor(text.length / 2);
  const pieces = [text.slice(0, middle), text.slice(middle)];
  return [
    { tool_calls: [{ index: 0, id, type, function: { name, arguments: "" } }] },
    ...pieces.map((piece) => ({ tool_calls: [{ index: 0, function: { arguments: piece } }] })),
  ];
}

function chatLogprobs(token: string, count: number): object {
  const { top, ...chosen } = fakeLogprob(token, count);
  return { content: [{ ...chosen, top_logprobs: top }], refusal: null };
}

function completionLogprobs(token: string, count: number): object {
  const { top, logprob } = fakeLogprob(token, count);
  return {
    tokens: [token],
    token_logprobs: [logprob],
    top_logprobs: [Object.fromEntries(top.map((one) => [one.token, one.logprob]))],
    text_offset: [0],
  };
}
