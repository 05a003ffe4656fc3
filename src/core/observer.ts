import type { ErrorCode } from "./errors.ts";
import type { ReplySource, ReplyTimings } from "./reply.ts";
import type { FinishReason } from "./generate-event.ts";
import type { Usage } from "./usage.ts";

/** One finished reply, as logs and metrics see it: no words of anybody. */
export interface ReplyRecord {
  readonly requestId: string;
  /** The model that was asked for. */
  readonly requestedModel: string;
  /** The model that answered, or was tried last. */
  readonly model: string;
  readonly source: ReplySource | "none";
  readonly reason?: string;
  readonly outcome: "ok" | "cancelled" | "error";
  readonly errorCode?: ErrorCode;
  readonly finishReason?: FinishReason;
  readonly complete: boolean;
  readonly usage: Usage;
  readonly timings: ReplyTimings;
}

/** Why a model was taken out of memory by itself: nobody used it for long, or another one needed the room. */
export type EvictionReason = "idle" | "memory";

/** Of a breaker: whether its model is asked. `half-open`: only by a test. */
export type BreakerState = "closed" | "open" | "half-open";

/** Is notified of what happens to requests and models. Must not throw and must be quick. */
export interface Observer {
  replyFinished(record: ReplyRecord): void;
  /** Milliseconds between two events that carried tokens of one reply. */
  tokenGap(model: string, gapMs: number): void;
  /** A link of the chain failed before its first word and the next one is tried. */
  fallback(fromModel: string, toModel: string, reason: string): void;
  /** The process of a model died and the reply went on with a fresh one; `isMidStream`: some of it had been sent. */
  replyResumed(model: string, isMidStream: boolean): void;
  /** What a model wrote was not shown; `reason` is a word of a fixed list. */
  replyRejected(model: string, reason: string): void;
  breakerChanged(model: string, state: BreakerState): void;
  modelLoaded(model: string, loadMs: number): void;
  modelLoadFailed(model: string, errorCode: ErrorCode): void;
  /** It was asked for one token, to see whether it decodes. */
  modelTested(model: string, passed: boolean): void;
  modelExited(model: string, reason: string): void;
  modelEvicted(model: string, reason: EvictionReason): void;
}

export const silentObserver: Observer = {
  replyFinished() {},
  tokenGap() {},
  fallback() {},
  replyResumed() {},
  replyRejected() {},
  breakerChanged() {},
  modelLoaded() {},
  modelLoadFailed() {},
  modelTested() {},
  modelExited() {},
  modelEvicted() {},
};
