/**
 * Vectors without a model: words and their letter groups, hashed into a fixed number of places and weighed by how rare
 * they are in the catalog. Deterministic; it finds shared words, names and genres, no meanings.
 */
import { toUnitVector } from "../../core/unit-vector.ts";
import { contentWords } from "./content-words.ts";
import { isAskedWith, withCatalogWords } from "./question-words.ts";
import type { TextEmbedder } from "./text-embedder.ts";

/** Unrelated texts then have a cosine of 0 with a deviation of 0.044; one rare word in common is about 0.3. */
const dimensions = 512;
const placesPerFeature = 8;
const groupLength = 4;
/** A group of letters counts less than the word it is part of, or long words would outweigh rare ones. */
const groupWeight = 0.2;

/** Words that share so many first letters are forms of one, in other languages as well: `robots`, `Roboter`. */
const beginningLength = 5;
/** A word of fewer entries is most often a name: `Liebe` is no form of `Liebenberg`. */
const leastForms = 3;
/** A query with a smaller share of known words is ignored, unless it has a word of weight. */
const leastKnownShare = 0.4;

/** @param documents What is searched, each as a text: word weights come from it. */
export function createLexicalEmbedder(documents: readonly string[]): TextEmbedder {
  // Counted when the first text is embedded: some 30 ms for 1,000 entries, which a start need not wait for.
  let counts: ReadonlyMap<string, number> | undefined;

  /**
   * Root of the inverse document frequency: with the whole of it a name would outweigh every genre. A word that the
   * catalog does not know weighs as one it has once.
   */
  function rarity(word: string): number {
    counts ??= countWords(documents);
    return Math.sqrt(Math.max(0.05, Math.log((documents.length + 1) / ((counts.get(word) ?? 1) + 0.5))));
  }

  let beginnings: ReadonlySet<string> | undefined;

  /** A word of the catalog, or another form of one: `robotic`. */
  function isKnown(word: string): boolean {
    counts ??= countWords(documents);
    beginnings ??= new Set(
      [...counts].flatMap(([known, count]) => (count < leastForms ? [] : (beginningOf(known) ?? []))),
    );
    return counts.has(word) || beginnings.has(beginningOf(word) ?? "") || isAskedWith(word);
  }

  /** A word that people ask with, or that one entry of a hundred has: a genre, a country. */
  function hasWeight(word: string): boolean {
    return isAskedWith(word) || (counts?.get(word) ?? 0) * 100 >= documents.length;
  }

  /**
   * What is known of a question. Nothing where that is a few words by chance, as the `die` of a German question: the
   * vector is then 0.
   */
  function understood(question: string): readonly string[] {
    const asked = contentWords(question);
    const known = asked.filter(isKnown);
    const isByChance = known.length < asked.length * leastKnownShare && !known.some(hasWeight);
    return isByChance ? [] : contentWords(withCatalogWords(known.join(" ")));
  }

  function embedWords(words: readonly string[]): Float32Array {
    const vector = new Float32Array(dimensions);
    for (const word of words) {
      const weight = rarity(word);
      add(vector, `w:${word}`, weight);
      const groups = groupsOf(word);
      for (const group of groups) add(vector, `g:${group}`, (groupWeight * weight) / Math.sqrt(groups.length));
    }
    return toUnitVector(vector);
  }

  return {
    model: "lexical-1",
    isInstant: true,
    embed: async (texts, { role }) =>
      texts.map((text) => embedWords(role === "query" ? understood(text) : contentWords(text))),
  };
}

function beginningOf(word: string): string | undefined {
  return word.length < beginningLength ? undefined : word.slice(0, beginningLength);
}

/** In how many of the texts each word occurs. */
function countWords(documents: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const document of documents) {
    for (const word of new Set(contentWords(document))) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return counts;
}

function groupsOf(word: string): readonly string[] {
  const padded = `^${word}$`;
  return Array.from({ length: Math.max(0, padded.length - groupLength + 1) }, (_, index) =>
    padded.slice(index, index + groupLength),
  );
}

/**
 * A feature takes several places with signs of its own. In one place alone, a question of one word would be as near to
 * the 3 % of entries that happen to have another word there as to those that have its own.
 */
function add(vector: Float32Array, feature: string, weight: number): void {
  let hash = hashOf(feature);
  const share = weight / Math.sqrt(placesPerFeature);
  for (let count = 0; count < placesPerFeature; count += 1) {
    const place = hash % dimensions;
    vector[place] = (vector[place] ?? 0) + (hash & 0x8000_0000 ? -share : share);
    hash = mix((hash + 0x9e37_79b9) >>> 0);
  }
}

/** FNV-1a over UTF-16 units, mixed: without it the low bits of similar words are alike. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x0100_0193);
  return mix(hash >>> 0);
}

/** MurmurHash3's finalizer. */
function mix(value: number): number {
  let hash = Math.imul(value ^ (value >>> 16), 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
