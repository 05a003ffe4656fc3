import type {
  ErrorEvent,
  FinishReason,
  GeneratedTokenLogprob,
  PrefillEvent,
  TextDeltaEvent,
  ToolCallDeltaEvent,
} from "./generate-event.ts";
import type { Timings } from "./timings.ts";
import type { ToolCall } from "./tool.ts";
import type { Usage } from "./usage.ts";
import type { Warning } from "./warning.ts";

/** Who wrote a reply: the model that was asked for, another one, or a written template. */
export type ReplySource = "model" | "fallback_model" | "template";

/** Where a reply comes from, known before its first word. */
export interface ReplyOrigin {
  readonly source: ReplySource;
  /** The name of the model that answers. */
  readonly model: string;
  /** Why it is not the model that was asked for; absent for a plain model reply. */
  readonly reason?: string;
}

/** The request waits for room. */
export interface QueuedEvent {
  readonly type: "queued";
  /** Requests in front of this one. */
  readonly ahead: number;
}

/** The model is being loaded. */
export interface LoadingEvent {
  readonly type: "loading";
  readonly model: string;
  /** 0–1. */
  readonly fraction: number;
}

/** The attempt is committed: from here on nothing can be replaced unseen. Exactly one, before the first chunk. */
export interface StartEvent extends ReplyOrigin {
  readonly type: "start";
}

/** The reply is over. Terminal. */
export interface ReplyFinishEvent extends ReplyOrigin {
  readonly type: "finish";
  readonly finishReason: FinishReason;
  /** False when the reply was cut off by a failure or a clock after its first word. */
  readonly complete: boolean;
  readonly usage: Usage;
  readonly timings: ReplyTimings;
  readonly warnings: readonly Warning[];
}

/** Where the time of a whole reply went, in milliseconds. */
export interface ReplyTimings extends Timings {
  /** From arrival to being let in. */
  readonly queueMs: number;
  /** Waiting for the model to load; 0 when it was loaded. */
  readonly loadMs: number;
  /** From arrival to the first chunk; null when there was none. */
  readonly firstTokenMs: number | null;
  readonly totalMs: number;
}

/** What `serving` yields. **Exactly one terminal event (`finish` or `error`), always the last.** */
export type ReplyEvent =
  | QueuedEvent
  | LoadingEvent
  | PrefillEvent
  | StartEvent
  | TextDeltaEvent
  | ToolCallDeltaEvent
  | ReplyFinishEvent
  | ErrorEvent;

/** A whole reply. */
export interface Reply extends Omit<ReplyFinishEvent, "type"> {
  readonly text: string;
  readonly toolCalls: readonly ToolCall[];
  readonly logprobs?: readonly GeneratedTokenLogprob[];
}
