import type { EmotionReading } from "../../core/emotion.ts";
import type { FinishReason } from "../../core/generate-event.ts";
import type { Language, LanguageReading } from "../../core/language.ts";
import type { ReplySource, ReplyTimings } from "../../core/reply.ts";
import type { Usage } from "../../core/usage.ts";
import type { Warning } from "../../core/warning.ts";

/** What the persona answered. */
export interface EmpathicReply {
  readonly text: string;
  /** The persona's emotion. */
  readonly emotion: EmotionReading;
  /** The user's emotion. */
  readonly userEmotion: EmotionReading;
  /**
   * The beginning of `text` that the persona's authors wrote, where the model was too small to be left to itself: a
   * guided reply. Absent for a reply of the model's own.
   */
  readonly writtenOpening?: string;
  /** The language that the reply is written in. */
  readonly language: Language;
  /** The language to answer in, and where it was read. */
  readonly requestedLanguage: LanguageReading;
  /** False for a canned line in place of the model's words. */
  readonly success: boolean;
  readonly source: ReplySource;
  readonly model: string;
  /** Why it is not a plain reply of the model that was asked for. */
  readonly reason?: string;
  /** False when the reply was cut off by a failure. */
  readonly complete: boolean;
  readonly finishReason: FinishReason;
  readonly persona: string;
  readonly conversationId: string;
  /** The id of the user's stored message. */
  readonly userMessageId: string;
  /** The id of this stored reply. */
  readonly messageId: string;
  readonly userId?: string;
  /** Whether the turn, both messages of it, is committed to the database. */
  readonly persisted: boolean;
  /** `cachedTokens` counts what neither the emotion rating nor the reply had to evaluate. */
  readonly usage: Usage;
  readonly timings?: ReplyTimings;
  readonly warnings: readonly Warning[];
}

/** The events of a streamed reply: `emotion` once before the first text, `done` once as the last. */
export type RespondEvent =
  | {
      readonly type: "emotion";
      readonly emotion: EmotionReading;
      readonly userEmotion: EmotionReading;
      readonly conversationId: string;
      readonly userMessageId: string;
      /** Whether the user's message is committed to the database. */
      readonly persisted: boolean;
    }
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "done"; readonly reply: EmpathicReply };

/** Confidence of a canned reply's emotion: its words were not made for this user. */
export const cannedConfidence = 0.3;
