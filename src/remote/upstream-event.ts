import type { FinishReason, GeneratedTokenLogprob } from "../core/generate-event.ts";
import type { Warning } from "../core/warning.ts";

/** What a remote engine reads it from its upstream, before it becomes an event. */
export type UpstreamEvent =
  /** `logprobs` has one entry a token; without them a event counts as one token. */
  | { readonly type: "text"; readonly text: string; readonly logprobs?: readonly GeneratedTokenLogprob[] }
  /** A token that is not for the reader, such as one of a model's thoughts. */
  | { readonly type: "hidden" }
  /** `id` and `name` come with the first event of each `index`, and only with it. */
  | {
      readonly type: "tool-call";
      readonly index: number;
      readonly id?: string;
      readonly name?: string;
      readonly argumentsDelta: string;
    }
  /** A frame that could not be read and was left out. */
  | { readonly type: "skipped" }
  /** Something that the upstream could not do as asked. */
  | { readonly type: "warning"; readonly warning: Warning }
  /** Counted by the upstream; may come before or after `end`. */
  | { readonly type: "usage"; readonly usage: UpstreamUsage }
  /** The model ended its reply. Without this event the reply is truncated, however cleanly the stream ends. */
  | { readonly type: "end"; readonly reason: Exclude<FinishReason, "cancelled"> };

/** Absent: not reported. */
export interface UpstreamUsage {
  readonly promptTokens?: number;
  readonly completionTokens?: number;
  readonly cachedTokens?: number;
  readonly prefillMs?: number;
}
