import type { JsonObject } from "../../core/json.ts";
import { splitWords } from "../../core/word-tokens.ts";
import { fakeLogprob } from "../fake-engine/fake-logprobs.ts";
import { schemaExample } from "../fake-engine/schema-example.ts";
import { echoReply, faultyReplyText } from "../fake-upstream/echo-reply.ts";
import type { SeenRequest } from "../fake-upstream/fake-server.ts";
import type { FakeStream } from "../fake-upstream/play-stream.ts";

const defaultContextTokens = 4096;

interface ChatMessage {
  readonly role: string;
  readonly content: string;
}

interface Tool {
  readonly function: { readonly name: string; readonly parameters: JsonObject };
}

/** The reply to a call of `/api/chat` or `/api/generate`, or why there is none. Words are tokens. */
export function ollamaStream(
  { path, body }: SeenRequest,
  faulty: boolean,
  replyTo?: (asked: string) => string,
): FakeStream | { readonly error: string } {
  const options = (body["options"] ?? {}) as Readonly<Record<string, unknown>>;
  const messages = (body["messages"] ?? []) as readonly ChatMessage[];
  const isChat = path === "/api/chat";
  const contextTokens = numberOr(options["num_ctx"], defaultContextTokens);
  const prompt = isChat
    ? messages.map(({ role, content }) => `${role}: ${content}`).join("\n")
    : String(body["prompt"]);
  const promptTokens = splitWords(prompt).length + (isChat ? 1 : 0);
  if (promptTokens >= contextTokens && body["truncate"] === false) {
    return { error: "the input length exceeds the context length" };
  }
  const tools = (body["tools"] ?? []) as readonly Tool[];
  const asked = isChat ? (messages.findLast(({ role }) => role === "user")?.content ?? "") : prompt;
  const reply = echoReply({
    text: replyTo?.(asked) ?? (faulty ? faultyReplyText : formatted(body["format"], asked)),
    promptTokens,
    contextTokens,
    maxTokens: options["num_predict"] === undefined ? undefined : Number(options["num_predict"]),
    stop: (options["stop"] ?? []) as readonly string[],
  });
  const frame = (message: object, more: object = {}): string =>
    `${JSON.stringify({
      model: body["model"],
      created_at: "2023-08-04T08:52:19.385406455-07:00",
      ...(isChat
        ? { message: { role: "assistant", ...message } }
        : { response: "content" in message ? message.content : "" }),
      done: false,
      ...more,
    })}\n`;
  const top = body["logprobs"] === true ? numberOr(body["top_logprobs"], 0) : undefined;
  const thoughts = body["model"] === "thinker" && body["think"] !== false ? ["Let", " me", " see"] : [];
  const [tool] = tools;
  const tokens =
    tool === undefined
      ? reply.pieces.map((piece) =>
          frame({ content: piece }, top === undefined ? {} : { logprobs: [ollamaLogprob(piece, top)] }),
        )
      : [frame({ content: "", tool_calls: [toolCall(tool)] })];
  return {
    contentType: "application/x-ndjson",
    opening: thoughts.map((thinking) => frame({ content: "", thinking })),
    tokens,
    closing: [
      frame(
        { content: "" },
        {
          done_reason: tool === undefined ? reply.reason : "stop",
          done: true,
          total_duration: 4883583458,
          load_duration: 1334875,
          prompt_eval_count: Math.min(promptTokens, contextTokens),
          prompt_eval_duration: 342546000,
          eval_count: tool === undefined ? reply.completionTokens + thoughts.length : 1,
          eval_duration: 4535599000,
        },
      ),
    ],
    comment: "\n",
    badFrame: '{"model":"echo","message":{"role":"assi\n',
    errorFrame: '{"error":"an error was encountered while running the model"}\n',
    get giantFrame() {
      return frame({ content: "x".repeat(2_000_000) });
    },
  };
}

function formatted(format: unknown, text: string): string {
  if (format === "json") return '{"said": true}';
  if (typeof format === "object" && format !== null) return JSON.stringify(schemaExample(format as JsonObject));
  return text;
}

function toolCall({ function: { name, parameters } }: Tool): object {
  return { function: { name, arguments: schemaExample(parameters) } };
}

function ollamaLogprob(token: string, count: number): object {
  const { top, ...chosen } = fakeLogprob(token, count);
  return { ...chosen, top_logprobs: top };
}

function numberOr(value: unknown, otherwise: number): number {
  return typeof value === "number" ? value : otherwise;
}
