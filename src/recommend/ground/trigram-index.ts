/** Finds the texts that share most groups of three letters with a given one. */
export interface TrigramIndex {
  /** The numbers of the texts that are at most `edits` changes away, and some that are not. */
  near(text: string, edits: number): number[];
}

export function createTrigramIndex(texts: readonly string[]): TrigramIndex {
  const postings = new Map<string, number[]>();
  for (const [index, text] of texts.entries()) {
    for (const trigram of new Set(trigramsOf(text))) {
      const posting = postings.get(trigram);
      if (posting === undefined) postings.set(trigram, [index]);
      else posting.push(index);
    }
  }
  // One counter for every text, used by one search at a time and cleared after it.
  const shared = new Uint16Array(texts.length);

  return {
    near(text, edits) {
      const trigrams = new Set(trigramsOf(text));
      // One change touches three groups, a swap of neighbours four.
      const needed = Math.max(1, trigrams.size - 4 * edits);
      const touched: number[] = [];
      for (const trigram of trigrams) {
        for (const index of postings.get(trigram) ?? []) {
          const count = (shared[index] ?? 0) + 1;
          shared[index] = count;
          if (count === 1) touched.push(index);
        }
      }
      const found = touched.filter((index) => {
        const isNear = (shared[index] ?? 0) >= needed;
        return isNear && Math.abs((texts[index]?.length ?? 0) - text.length) <= edits;
      });
      for (const index of touched) shared[index] = 0;
      return found;
    },
  };
}

function trigramsOf(text: string): string[] {
  const padded = `  ${text} `;
  return Array.from({ length: padded.length - 2 }, (_, index) => padded.slice(index, index + 3));
}
