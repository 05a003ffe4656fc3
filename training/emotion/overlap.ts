/** How much of one set of sentences another set has already seen. */

interface Sentence {
  readonly text: string;
}

/** Sentences of `texts` that are also in `others`, whatever their case and marks. */
export function sharedSentences(texts: readonly Sentence[], others: readonly Sentence[]): readonly string[] {
  const known = new Set(others.map(({ text }) => wordsOf(text).join(" ")));
  return texts.filter(({ text }) => known.has(wordsOf(text).join(" "))).map(({ text }) => text);
}

/** Share, 0–1, of the different word n-grams in `texts` that are not in `others`; a character is a word in Chinese. */
export function newNgramShare(texts: readonly Sentence[], others: readonly Sentence[], size: number): number {
  const known = ngramsOf(others, size);
  const own = [...ngramsOf(texts, size)];
  return own.filter((ngram) => !known.has(ngram)).length / own.length;
}

function ngramsOf(texts: readonly Sentence[], size: number): ReadonlySet<string> {
  const ngrams = new Set<string>();
  for (const { text } of texts) {
    const words = wordsOf(text);
    for (let start = 0; start + size <= words.length; start += 1)
      ngrams.add(words.slice(start, start + size).join(" "));
  }
  return ngrams;
}

/** Without case and marks. */
export function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|[\p{L}\p{M}\p{N}']+/gu) ?? [];
}
