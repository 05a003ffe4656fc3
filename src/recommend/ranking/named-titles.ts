import type { CatalogEntry } from "../catalog/catalog-entry.ts";

/** Finds titles of a catalog inside a question. */
export interface TitleFinder {
  /** The longest title at each place; every entry of that title, as nobody said which. */
  find(text: string): FoundTitles;
}

export interface FoundTitles {
  readonly entries: readonly CatalogEntry[];
  /** The words of the text that belong to no title: what is requested besides similarity to those. */
  readonly rest: string;
}

/** Longest title that is looked for, in words. */
const maxWords = 10;

/**
 * A title of several words is found whatever its case. One word (`Heat`, `Her`, `The Game`) is a title only where it is
 * written with a capital and does not begin a sentence, or is in quotes, or is compared with what is asked for ("Alien but
 * funny"): else every "her" would be a film.
 */
export function createTitleFinder(entries: readonly CatalogEntry[]): TitleFinder {
  const byWords = new Map<string, CatalogEntry[]>();
  for (const entry of entries) {
    for (const title of new Set([entry.title, ...entry.alternativeTitles])) {
      const key = wordsOf(title).map(plain).join(" ");
      if (key === "") continue;
      const same = byWords.get(key);
      if (same === undefined) byWords.set(key, [entry]);
      else if (!same.includes(entry)) same.push(entry);
    }
  }

  return {
    find(text) {
      const words = wordsOf(text);
      const plainWords = words.map(plain);
      const found = new Set<CatalogEntry>();
      const rest: string[] = [];
      for (let start = 0; start < words.length;) {
        let length = Math.min(maxWords, words.length - start);
        for (; length > 0; length -= 1) {
          const entriesHere = byWords.get(plainWords.slice(start, start + length).join(" "));
          if (entriesHere === undefined || !readsAsTitle(text, words.slice(start, start + length))) continue;
          for (const entry of entriesHere) found.add(entry);
          break;
        }
        if (length === 0) rest.push(words[start] ?? "");
        start += Math.max(1, length);
      }
      return { entries: [...found], rest: found.size === 0 ? text : rest.join(" ") };
    },
  };
}

function readsAsTitle(text: string, words: readonly string[]): boolean {
  const content = words.filter((word) => !/^(?:the|a|an|le|la|el|il|der|die|das)$/i.test(word));
  if (content.length > 1) return true;
  const phrase = words.join(" ");
  if (new RegExp(`["“«'‘「《]${escaped(phrase)}["”»'’」》]`, "u").test(text)) return true;
  const [word = ""] = content;
  const begins = new RegExp(`(?:^|[.!?:]\\s+)${escaped(phrase)}(?:[^\\p{L}]|$)`, "u").test(text.trim());
  const isCompared = new RegExp(`${escaped(phrase)},? (?:but|aber|mais|pero|ma|mas|но)(?:\\s|$)`, "iu").test(text);
  return word.length > 1 && /^[\p{Lu}\p{Lo}\p{N}]/u.test(word) && (!begins || isCompared);
}

function wordsOf(text: string): readonly string[] {
  return text.match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
}

function plain(word: string): string {
  return word.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
