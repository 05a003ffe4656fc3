import type { EmotionLabel } from "../../core/emotion.ts";
import type { Language, LanguageIdentifier } from "../../core/language.ts";

/** What a reply is judged against. */
export interface JudgeContext {
  /**
   * `persona` (when absent): every rule. `chat`: marks, language, loops and talk about being a program. In
   * `chat-any-language` the language is left open: a translation may have been asked for.
   */
  readonly rules?: "persona" | "chat" | "chat-any-language";
  /** The language that was asked for. */
  readonly language: Language;
  /** What the user said. */
  readonly userText: string;
  /** What was said before it, by either side: words from there are no leak, a death there is a death. */
  readonly earlierText?: string;
  /** The feeling that the reply answers; `neutral` also where it is doubtful. */
  readonly felt: EmotionLabel;
  /** False where the feeling is doubtful: then no tone contradicts it. */
  readonly isFeltCertain: boolean;
  /** What the user says in the prompt's example turns. */
  readonly exampleTexts: readonly string[];
  readonly identifier: LanguageIdentifier;
  /**
   * All that was said and what the model was given, of a model that makes up what it names: in a chat, titles and names
   * from elsewhere are rejected, as is talk about the prompt.
   */
  readonly knownText?: string | undefined;
  /** What such a model said before: it repeats it word for word, whatever it is asked next. */
  readonly saidText?: string | undefined;
}
