import type { Language } from "../../core/language.ts";
import { contentWords, isSameWord } from "./words.ts";

/**
 * A word of the prompt's examples that turns up in a reply although nobody said it: a cat from an example that the user
 * does not have. Only what the example's user talks about counts; how the persona answers there is meant to be copied.
 */
export function leakedWord(reply: string, exampleWords: readonly string[], language: Language): string | undefined {
  if (exampleWords.length === 0) return undefined;
  return contentWords(reply, language).find((word) =>
    exampleWords.some((leaked) => isSameWord(leaked, word, language)),
  );
}
