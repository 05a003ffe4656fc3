/** Finds the texts that share most groups of three letters with a given one. */
export interface TrigramIndex {
  /** Counts once what texts share with `text`; the result tells for up to `mostEdits` changes which may be near. */
  search(text: string, mostEdits: number): TrigramSearch;
}

/** The numbers of all texts that are at most `edits` changes away, and of some that are not. */
export type TrigramSearch = (edits: number) => readonly number[];

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
    search(text, mostEdits) {
      const trigrams = new Set(trigramsOf(text));
      const lists = [...trigrams].map((trigram) => postings.get(trigram) ?? []).toSorted((a, b) => a.length - b.length);
      // A text that is near lacks four groups for each change at most: it has one of the rarest. The groups that half of
      // all texts have only count for those.
      const rare = groupsTouchedBy(mostEdits) + 1;
      const touched: number[] = [];
      for (const [at, list] of lists.entries()) {
        for (const index of list) {
          const count = shared[index] ?? 0;
          if (count === 0 && at >= rare) continue;
          shared[index] = count + 1;
          if (count === 0) touched.push(index);
        }
      }
      const counts = touched.map((index) => shared[index] ?? 0);
      for (const index of touched) shared[index] = 0;
      return (edits) => {
        const needed = Math.max(1, trigrams.size - groupsTouchedBy(edits));
        return touched.filter((index, at) => {
          const isNear = (counts[at] ?? 0) >= needed;
          return isNear && Math.abs((texts[index]?.length ?? 0) - text.length) <= edits;
        });
      };
    },
  };
}

/** How many groups that many changes touch: three each, a swap of neighbours four. */
function groupsTouchedBy(edits: number): number {
  return 4 * edits;
}

function trigramsOf(text: string): string[] {
  const padded = `  ${text} `;
  return Array.from({ length: padded.length - 2 }, (_, index) => padded.slice(index, index + 3));
}
