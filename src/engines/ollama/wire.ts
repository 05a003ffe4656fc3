/** What Ollama answers, as far as it is read: the shapes of its API, one schema a route. */
import { z } from "zod";
import { tokenLogprobsField } from "../../remote/token-logprobs.ts";
import { countField, listField, numberField, objectField, textField } from "../../remote/wire-fields.ts";

/** One line of `/api/chat` or `/api/generate`. */
export const replyFrame = z.object({
  message: objectField({
    content: textField,
    thinking: textField,
    tool_calls: listField({ id: textField, function: objectField({ name: textField, arguments: z.unknown() }) }),
  }),
  response: textField,
  logprobs: tokenLogprobsField,
  done: z.unknown(),
  done_reason: textField,
  prompt_eval_count: countField,
  eval_count: countField,
  prompt_eval_duration: numberField,
});
export type ReplyFrame = z.infer<typeof replyFrame>;

/** One line of `/api/pull`. */
export const pullFrame = z.object({ status: textField, digest: textField, completed: countField, total: countField });

/** `/api/show`. Keys of `model_info` begin with the architecture, such as `llama.context_length`. */
export const shownModel = z.object({
  model_info: z.record(z.string(), z.unknown()).nullish().catch(undefined),
  details: objectField({ quantization_level: textField }),
  capabilities: z.array(z.unknown()).nullish().catch(undefined),
});

/** `/api/tags`. */
export const modelList = z.object({
  models: listField({
    name: textField,
    model: textField,
    size: countField,
    details: objectField({ quantization_level: textField, parameter_size: textField }),
  }),
});

/** `/api/embed`. */
export const embeddings = z.object({
  embeddings: z.array(z.unknown()).nullish().catch(undefined),
  prompt_eval_count: countField,
});
