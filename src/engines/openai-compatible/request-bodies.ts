/** What is sent to an upstream: OpenAI's own fields, and those that some dialects know besides. */
import type { JsonObject } from "../../core/json.ts";
import type { SamplingField } from "../../core/sampling.ts";

export interface ChatToolCall {
  id: string;
  type: "function";
  function: { name: string; arguments: string };
}

export type ChatBodyMessage =
  | { role: "system"; content: string }
  | { role: "user"; content: string; name?: string }
  | { role: "assistant"; content: string | null; tool_calls?: ChatToolCall[] }
  | { role: "tool"; content: string; tool_call_id: string };

export interface ChatTool {
  type: "function";
  function: { name: string; description?: string; parameters?: { [key: string]: unknown } };
}

export type ChatToolChoice = "auto" | "none" | "required" | { type: "function"; function: { name: string } };

export type OpenaiResponseFormat =
  | { type: "json_object" }
  | { type: "json_schema"; json_schema: { name: string; schema: { [key: string]: unknown }; strict: boolean } };

/** TGI's own: `value` is the schema. */
export interface TgiResponseFormat {
  type: "json";
  value: JsonObject;
}

interface ReplyFields {
  model: string;
  stream: true;
  stream_options: { include_usage: true };
  seed?: number;
  stop?: string[];
  logit_bias?: Record<string, number>;
}

/** How the next token is picked. Beyond OpenAI's own fields a dialect names those that it knows. */
export type SamplingFields = { [Field in SamplingField | "repetition_penalty"]?: number };

export interface ChatBody extends ReplyFields, SamplingFields {
  messages: ChatBodyMessage[];
  max_tokens?: number;
  max_completion_tokens?: number;
  response_format?: OpenaiResponseFormat | TgiResponseFormat;
  logprobs?: true;
  top_logprobs?: number;
  tools?: ChatTool[];
  tool_choice?: ChatToolChoice;
  /** vLLM: go on with the last message, and open no new turn. */
  continue_final_message?: true;
  add_generation_prompt?: false;
}

export interface CompletionBody extends ReplyFields, SamplingFields {
  prompt: string;
  max_tokens?: number | null;
  logprobs?: number;
}

export interface EmbeddingBody {
  model: string;
  input: string[];
  encoding_format: "float";
}
