import type { EmotionLabel } from "../../core/emotion.ts";
import type { Language } from "../../core/language.ts";

/** Who answers: a file of `personas/` or of the folder `personas_dir`, read and checked. */
export interface Persona {
  /** `[a-z0-9-]`, 1–64 characters; what requests say. */
  readonly name: string;
  /** What people read. */
  readonly title: string;
  /** Who the persona is, one paragraph in English. */
  readonly character: string;
  readonly guidelines: readonly string[];
  /** How each feeling of the user is met. */
  readonly emotionGuidance: Readonly<Record<EmotionLabel, string>>;
  readonly examples: readonly PersonaExample[];
  /** Not empty; the first is spoken when nothing tells another. */
  readonly languages: readonly [Language, ...Language[]];
  readonly limits: { readonly sentences: number; readonly maxTokens: number };
  readonly sampling: { readonly temperature?: number; readonly topP?: number; readonly topK?: number };
  /** Replies are heard, not read: markdown, emoji and stage directions are taken out. */
  readonly spoken: boolean;
  /** Left to the voice feature. */
  readonly voice: Readonly<Record<string, string | number>>;
  /** What is said when no model can answer, by the user's feeling. */
  readonly canned: Readonly<Record<EmotionLabel, CannedReplies>>;
}

/** One turn that shows the model how the persona speaks. */
export interface PersonaExample {
  readonly user: string;
  readonly emotion: EmotionLabel;
  readonly language: Language;
  readonly reply: string;
  readonly replyEmotion: EmotionLabel;
}

export interface CannedReplies {
  /** What the persona itself shows with these lines. */
  readonly replyEmotion: EmotionLabel;
  /** At least `minCannedLines` in each of the persona's languages. */
  readonly lines: Readonly<Partial<Record<Language, readonly string[]>>>;
}

/** So many that the last three of a conversation can be left out and the next one still surprises. */
export const minCannedLines = 6;
