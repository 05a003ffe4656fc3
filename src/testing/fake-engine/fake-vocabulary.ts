import { splitWords } from "../../core/word-tokens.ts";

/** Numbers words in the order in which they are first seen, so that ids lead back to words. */
export interface FakeVocabulary {
  idsOf(text: string): number[];
  /** Undefined for an id that was never given out. */
  wordOf(id: number): string | undefined;
}

export function createFakeVocabulary(): FakeVocabulary {
  const ids = new Map<string, number>();
  const words: string[] = [];
  return {
    idsOf: (text) =>
      splitWords(text).map((word) => {
        const known = ids.get(word);
        if (known !== undefined) return known;
        ids.set(word, words.length);
        return words.push(word) - 1;
      }),
    wordOf: (id) => words[id],
  };
}

/** The word that a logit bias of 100 forces, if any. */
export function forcedWord(
  logitBias: Readonly<Record<number, number>> | undefined,
  vocabulary: FakeVocabulary,
): string | undefined {
  const forced = Object.entries(logitBias ?? {}).find(([, bias]) => bias >= 100);
  return forced === undefined ? undefined : vocabulary.wordOf(Number(forced[0]));
}
