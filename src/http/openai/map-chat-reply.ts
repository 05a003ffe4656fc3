import { z } from "zod";
import type { Reply } from "../../core/reply.ts";
import { chatLogprobsSchema, toChatLogprobs } from "./chat-logprobs.ts";
import type { ChatLogprobs } from "./chat-logprobs.ts";
import type { CompletionHead } from "./completion-head.ts";
import { completionUsageSchema, toCompletionUsage, usageOfChoices } from "./completion-usage.ts";
import type { CompletionUsage } from "./completion-usage.ts";
import { toFinishReason } from "./finish-reason.ts";
import type { OpenAiFinishReason } from "./finish-reason.ts";
import { markWorst, reparteeMarkSchema } from "./repartee-mark.ts";
import type { ReparteeMark } from "./repartee-mark.ts";

/** The answer of `POST /v1/chat/completions` when it is not streamed. */
export interface ChatCompletion {
  readonly id: string;
  readonly object: "chat.completion";
  readonly created: number;
  readonly model: string;
  readonly system_fingerprint: string;
  readonly choices: readonly ChatChoice[];
  readonly usage: CompletionUsage;
  readonly repartee: ReparteeMark;
}

export interface ChatChoice {
  readonly index: number;
  readonly message: {
    readonly role: "assistant";
    /** Null when the model only called tools. */
    readonly content: string | null;
    readonly refusal: null;
    readonly tool_calls?: readonly ChatToolCall[] | undefined;
  };
  readonly logprobs: ChatLogprobs | null;
  readonly finish_reason: OpenAiFinishReason;
}

export interface ChatToolCall {
  readonly id: string;
  readonly type: "function";
  readonly function: { readonly name: string; readonly arguments: string };
}

const toolCall = z.object({
  id: z.string(),
  type: z.literal("function"),
  function: z.object({ name: z.string(), arguments: z.string() }),
});

export const chatCompletionSchema: z.ZodType<ChatCompletion> = z.object({
  id: z.string(),
  object: z.literal("chat.completion"),
  created: z.int(),
  model: z.string(),
  system_fingerprint: z.string(),
  choices: z.array(
    z.object({
      index: z.int(),
      message: z.object({
        role: z.literal("assistant"),
        content: z.string().nullable(),
        refusal: z.null(),
        tool_calls: z.array(toolCall).optional(),
      }),
      logprobs: chatLogprobsSchema.nullable(),
      finish_reason: z.enum(["stop", "length", "tool_calls"]),
    }),
  ),
  usage: completionUsageSchema,
  repartee: reparteeMarkSchema,
});

/** Whole replies, one a choice, as OpenAI's answer. */
export function mapChatReply(replies: readonly [Reply, ...Reply[]], head: CompletionHead): ChatCompletion {
  return {
    id: head.id,
    object: "chat.completion",
    created: head.created,
    model: replies[0].model,
    system_fingerprint: head.systemFingerprint,
    choices: replies.map(mapChoice),
    usage: toCompletionUsage(usageOfChoices(replies.map((reply) => reply.usage))),
    repartee: markWorst(replies),
  };
}

function mapChoice(reply: Reply, index: number): ChatChoice {
  const calls = reply.toolCalls.map(({ id, name, arguments: written }): ChatToolCall => ({
    id,
    type: "function",
    function: { name, arguments: written },
  }));
  return {
    index,
    message: {
      role: "assistant",
      content: reply.text === "" && calls.length > 0 ? null : reply.text,
      refusal: null,
      ...(calls.length === 0 ? {} : { tool_calls: calls }),
    },
    logprobs: reply.logprobs === undefined ? null : toChatLogprobs(reply.logprobs),
    finish_reason: toFinishReason(reply.finishReason, reply.complete),
  };
}
