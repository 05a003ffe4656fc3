import type { JudgeContext } from "./judge-context.ts";
import { plainForm } from "./phrase-matcher.ts";
import { contentWords, isSameWord } from "./words.ts";

/** What a context says, in the forms that replies are compared with. */
export interface PreparedContext {
  /** All that was said before the reply, for phrases. */
  readonly heardPlain: string;
  /** The content words of what the reply answers. */
  readonly heardWords: readonly string[];
  /** Those of all that was said before it. */
  readonly knownWords: readonly string[];
  /** Those of the examples' users that nobody said in this conversation. */
  readonly exampleWords: readonly string[];
}

const prepared = new WeakMap<JudgeContext, PreparedContext>();

/** Prepared once for each context: a reply is judged many times while it comes. */
export function prepareContext(context: JudgeContext): PreparedContext {
  const known = prepared.get(context);
  if (known !== undefined) return known;
  const { earlierText = "", exampleTexts, language, userText } = context;
  const heardWords = contentWords(userText, language);
  const knownWords = [...heardWords, ...contentWords(earlierText, language)];
  const made: PreparedContext = {
    heardPlain: plainForm(`${userText}\n${earlierText}`),
    heardWords,
    knownWords,
    exampleWords: exampleTexts
      .flatMap((text) => contentWords(text, language))
      .filter((word) => !knownWords.some((own) => isSameWord(own, word, language))),
  };
  prepared.set(context, made);
  return made;
}
