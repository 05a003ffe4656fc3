import type { ReparteeError } from "./errors.ts";
import type { Timings } from "./timings.ts";
import type { Usage } from "./usage.ts";
import type { Warning } from "./warning.ts";

/** Why a reply ended. `cancelled`: the caller's signal was aborted. */
export type FinishReason = "stop" | "length" | "tool-calls" | "cancelled";

/** A token with its log probability (natural logarithm, ≤ 0). */
export interface TokenLogprob {
  readonly token: string;
  readonly logprob: number;
  /** The token's bytes; several tokens may share one character. */
  readonly bytes: readonly number[];
}

/** A generated token and the likeliest alternatives at its place, likeliest first. */
export interface GeneratedTokenLogprob extends TokenLogprob {
  readonly top: readonly TokenLogprob[];
}

/** The prompt is being read. `processedTokens` grows to `totalTokens`; both include the `cachedTokens` that were reused. */
export interface PrefillEvent {
  readonly type: "prefill";
  readonly processedTokens: number;
  readonly totalTokens: number;
  readonly cachedTokens: number;
  /** The process died, and a fresh one, which has to be loaded first, reads the prompt again. */
  readonly isAnew?: true;
  /** The prompt ends with an open reasoning mark: the reply begins as reasoning, and has its end mark only. */
  readonly opensReasoning?: boolean;
}

/**
 * A chunk of the reply. `text` is whole Unicode characters and may be empty while tokens are held back (a character
 * still incomplete, a possible stop text): such an event still shows that the model is alive.
 */
export interface TextDeltaEvent {
  readonly type: "text-delta";
  readonly text: string;
  /** Tokens generated since the previous event. */
  readonly tokenCount: number;
  readonly logprobs?: readonly GeneratedTokenLogprob[];
}

/** A chunk of a tool call. `id` and `name` come with the first chunk of each `index`, and only with it. */
export interface ToolCallDeltaEvent {
  readonly type: "tool-call-delta";
  readonly index: number;
  readonly id?: string;
  readonly name?: string;
  readonly argumentsDelta: string;
  readonly tokenCount: number;
}

/** The reply ended as it should. Terminal. */
export interface FinishEvent {
  readonly type: "finish";
  readonly reason: FinishReason;
  readonly usage: Usage;
  readonly timings: Timings;
  /** What was asked for and could not be done as asked. */
  readonly warnings: readonly Warning[];
}

/** The reply broke off. Terminal. */
export interface ErrorEvent {
  readonly type: "error";
  readonly error: ReparteeError;
}

/**
 * What `LoadedModel.generate` yields. **Exactly one terminal event (`finish` or `error`), always the last**; the
 * iterator itself never throws.
 */
export type GenerateEvent = PrefillEvent | TextDeltaEvent | ToolCallDeltaEvent | FinishEvent | ErrorEvent;

/** Whether no event may follow. */
export function isTerminal(event: { readonly type: string }): boolean {
  return event.type === "finish" || event.type === "error";
}
