/** What is sent to Ollama: the fields of its API (the API reference of ollama/ollama) that are used here. */
import type { JsonObject } from "../../core/json.ts";
import type { SamplingField } from "../../core/sampling.ts";

/** What is absent has the value of the model's own Modelfile. */
export interface OllamaOptions extends Partial<Record<SamplingField, number>> {
  num_ctx?: number;
  num_predict?: number;
  seed?: number;
  stop?: string[];
}

export interface OllamaToolCall {
  function: { name: string; arguments: JsonObject };
}

export interface OllamaMessage {
  role: "system" | "user" | "assistant" | "tool";
  content: string;
  tool_calls?: OllamaToolCall[];
  /** Of a tool's answer: the tool that gave it. */
  tool_name?: string;
}

export interface OllamaTool {
  type: "function";
  function: { name: string; description: string; parameters: JsonObject };
}

interface ReplyBody {
  model: string;
  stream: true;
  options: OllamaOptions;
  format?: "json" | JsonObject;
  /** Only for models that can think: their thoughts are not part of a reply. */
  think?: false;
  logprobs?: true;
  top_logprobs?: number;
  /** Seconds, or a duration such as `5m`. */
  keep_alive?: string | number;
  /** Refuse a prompt that is too long instead of leaving out its beginning. Servers before 0.12 do not know it. */
  truncate: false;
  /** End the reply at the context window instead of forgetting the prompt. Servers before 0.12 do not know it. */
  shift: false;
}

export interface ChatBody extends ReplyBody {
  messages: OllamaMessage[];
  tools?: OllamaTool[];
}

export interface GenerateBody extends ReplyBody {
  prompt: string;
  /** No template: the raw prompt. */
  raw: true;
}

export interface EmbedBody {
  model: string;
  input: string[];
  truncate: false;
  options?: OllamaOptions;
  keep_alive?: string | number;
}
