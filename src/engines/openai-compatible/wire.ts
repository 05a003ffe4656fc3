/** What OpenAI-compatible servers answer, as far as it is read, with the additions of the known ones. */
import { z } from "zod";
import { tokenLogprobsField } from "../../remote/token-logprobs.ts";
import { countField, listField, numberField, objectField, textField } from "../../remote/wire-fields.ts";

const toolCall = {
  index: countField,
  id: textField,
  function: objectField({ name: textField, arguments: z.unknown() }),
};
export type WireToolCall = z.infer<z.ZodObject<typeof toolCall>>;

/** Of a chat: a chunk's `delta`, or the `message` of a server that does not stream. */
const message = objectField({
  content: textField,
  // vLLM and llama-server; OpenRouter
  reasoning_content: textField,
  reasoning: textField,
  tool_calls: listField(toolCall),
});

/** Chats have a list of entries; completions of OpenAI's own kind have lists side by side. */
const logprobs = objectField({
  content: tokenLogprobsField,
  tokens: z.array(z.unknown()).nullish().catch(undefined),
  token_logprobs: z.array(numberField).nullish().catch(undefined),
  top_logprobs: z.array(z.record(z.string(), numberField).nullish().catch(undefined)).nullish().catch(undefined),
});
export type WireLogprobs = z.infer<typeof logprobs>;

/** One event of a streamed reply, or a whole reply. */
export const replyChunk = z.object({
  choices: listField({ delta: message, message, text: textField, logprobs, finish_reason: textField }),
  usage: objectField({
    prompt_tokens: countField,
    completion_tokens: countField,
    prompt_tokens_details: objectField({ cached_tokens: countField }),
  }),
  // llama-server
  timings: objectField({ cache_n: countField, prompt_ms: numberField }),
  // another Repartee
  repartee: objectField({
    complete: z.boolean().nullish().catch(undefined),
    source: textField,
    model: textField,
    reason: textField,
  }),
});
export type ReplyChunk = z.infer<typeof replyChunk>;
export type ReplyChoice = NonNullable<NonNullable<ReplyChunk["choices"]>[number]>;

/** `/models`. The context window has another name at each server. */
export const modelList = z.object({
  data: listField({
    id: textField,
    // vLLM; llama-server; another Repartee; hosted services
    max_model_len: countField,
    meta: objectField({ n_ctx: countField }),
    repartee: objectField({ context_window: countField }),
    context_window: countField,
    context_length: countField,
  }),
});
export type WireModel = NonNullable<NonNullable<z.infer<typeof modelList>["data"]>[number]>;

/** `/embeddings`. */
export const embeddings = z.object({
  data: listField({ index: countField, embedding: z.unknown() }),
  usage: objectField({ prompt_tokens: countField }),
});
