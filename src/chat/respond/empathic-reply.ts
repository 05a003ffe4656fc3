import type { EmotionLabel, EmotionReading } from "../../core/emotion.ts";
import type { FinishReason } from "../../core/generate-event.ts";
import type { Language, LanguageReading } from "../../core/language.ts";
import type { ReplySource, ReplyTimings } from "../../core/reply.ts";
import type { Usage } from "../../core/usage.ts";
import type { Warning } from "../../core/warning.ts";

/** What somebody said to a persona. */
export interface RespondRequest {
  /** 1–8,000 characters. */
  readonly text: string;
  /** What the user feels, where the client knows; else it is read out of the text. */
  readonly emotion?: EmotionLabel;
  /** 0–1, for clients that guess `emotion` themselves: it is then fused with what the text says. Absent: they know. */
  readonly emotionConfidence?: number;
  /** The language to answer in; else that of the text. */
  readonly language?: Language;
  /** What was said before, for clients that keep it themselves; a stored conversation wins. At most 100. */
  readonly history?: readonly { readonly role: "user" | "assistant"; readonly content: string }[];
  /** `[A-Za-z0-9._:-]`, 1–128 characters; a new one is made when absent. */
  readonly conversationId?: string;
  readonly userId?: string;
  /** The configured one when absent. */
  readonly persona?: string;
  /** The configured model when absent. */
  readonly model?: string;
  /** The persona's limit when absent. */
  readonly maxTokens?: number;
  /** Names the request in logs; made when absent. */
  readonly requestId?: string;
}

/** What the persona answered. */
export interface EmpathicReply {
  readonly text: string;
  /** What the persona feels. */
  readonly emotion: EmotionReading;
  /** What the user feels. */
  readonly userEmotion: EmotionReading;
  /** The language that the reply is written in. */
  readonly language: Language;
  /** The language that was to be answered in, and who said so. */
  readonly wishedLanguage: LanguageReading;
  /** False when a canned line stands for the model's words. */
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
  /** Of the user's message in the conversation. */
  readonly userMessageId: string;
  /** Of this reply in the conversation. */
  readonly messageId: string;
  readonly userId?: string;
  /** Whether the turn, both messages of it, is committed to the database. */
  readonly persisted: boolean;
  /** `cachedTokens` counts what neither the rating of the feeling nor the reply had to evaluate. */
  readonly usage: Usage;
  readonly timings?: ReplyTimings;
  readonly warnings: readonly Warning[];
}

/** What a streamed reply yields: `emotion` once before the first text, `done` once as the last. */
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

/** Confidence that is told with a canned reply: the words were not made for this user. */
export const cannedConfidence = 0.3;
