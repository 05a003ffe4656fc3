import type { ChatMessage } from "./chat-message.ts";
import type { JsonObject } from "./json.ts";
import type { SamplingOptions } from "./sampling.ts";
import type { ToolChoice, ToolDefinition } from "./tool.ts";

/** What the model is to continue: a conversation through its chat template, or a raw text. */
export type PromptInput =
  | {
      readonly kind: "chat";
      readonly messages: readonly ChatMessage[];
      readonly tools?: readonly ToolDefinition[];
      readonly toolChoice?: ToolChoice;
      readonly reasoning?: ReasoningRequest;
    }
  | {
      readonly kind: "text";
      readonly text: string;
      /** The text's tokens by the ids of the requested model, where the caller has cut it. Engines that take no ids read the text. */
      readonly tokens?: readonly number[];
    };

/** Whether, and how much, a model is to think before it answers. Models that cannot choose do as they always do. */
export interface ReasoningRequest {
  readonly enabled?: boolean;
  readonly effort?: "low" | "medium" | "high";
}

/** The form that the reply's text must have. */
export type ResponseFormat =
  | { readonly kind: "text" }
  | { readonly kind: "json-object" }
  | { readonly kind: "json-schema"; readonly name: string; readonly schema: JsonObject };

/** One reply asked of one loaded model. */
export interface GenerateRequest {
  /** Unique among running requests; names the request in logs and in the runner's frames. */
  readonly id: string;
  readonly input: PromptInput;
  /** Whose request it is: slots of a model are shared out between clients. */
  readonly client?: string;
  readonly sampling?: SamplingOptions;
  /** Upper bound of generated tokens; absent means as many as the context window leaves room for. */
  readonly maxTokens?: number;
  /** The reply ends before the first of these texts, also where one spans several tokens. At most 16, none empty. */
  readonly stop?: readonly string[];
  readonly format?: ResponseFormat;
  /** Ask for each token's log probability, and those of the `top` likeliest alternatives (0–20). */
  readonly logprobs?: { readonly top: number };
  /**
   * Text that the reply begins with. The model continues after it; it is part of the prompt's tokens and not of the
   * events. An emotion tag decided by `classify` is written in front of a reply this way.
   */
  readonly replyPrefix?: string;
  /** Nobody reads the reply before its end. */
  readonly isWhole?: boolean;
}
