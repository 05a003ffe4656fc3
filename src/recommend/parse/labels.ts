/** Finds the labels of fields in a line: `Why: …`, `**Pourquoi** : …`, `理由：…`, `Confidence - 85%`. */
import { labelWords, whyWords, type LabelKind } from "./label-words.ts";

export interface Labelled {
  readonly kind: LabelKind;
  /** As it was written, without markup. */
  readonly label: string;
  readonly value: string;
}

const kindOfWord: ReadonlyMap<string, LabelKind> = new Map(
  labelWords.flatMap(([kind, words]) => words.map((word): [string, LabelKind] => [word, kind])),
);

/** Characters of the longest label with its markup. */
const longestLabel = 60;

/** The field that a word names; undefined for other words. For keys of JSON and heads of tables as well. */
export function labelKind(word: string): LabelKind | undefined {
  const plain = word
    .slice(0, longestLabel)
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[*`#"“”¿?？]|^[\s_\p{Extended_Pictographic}\u{FE0F}]+|\s+$/gu, "")
    .replace(/[_\s]+/gu, " ")
    .replace(/ ?\((?:0|1)[^)]*\)$/u, "")
    .trim();
  const known = kindOfWord.get(plain);
  if (known !== undefined) return known;
  // `Why you'll love it`, `Warum es passt`: whatever follows the word for why.
  return plain.split(" ").length <= 8 && whyWords.some((why) => startsWithWord(plain, why)) ? "reason" : undefined;
}

function startsWithWord(text: string, word: string): boolean {
  if (!text.startsWith(word)) return false;
  const next = text.slice(word.length, word.length + 1);
  return /^[^\p{L}\p{N}]?$/u.test(next) || /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Hangul}]$/u.test(word);
}

/** Reads a line that begins with a label; undefined when it begins with none. */
export function readLabel(line: string): Labelled | undefined {
  const head = line.slice(0, longestLabel);
  const colon = /[:：]/u.exec(head);
  if (colon !== null) {
    const label = head.slice(0, colon.index);
    const kind = labelKindBefore(label, line.slice(colon.index + 1));
    if (kind !== undefined)
      return { kind, label: plainLabel(label), value: valueOf(line.slice(colon.index + 1), label) };
  }
  // A bold label may do without its colon: `**Why** - because`, `**Why you'll like it**`, `*Reason* because`.
  const bold = /^[\s\p{Extended_Pictographic}\u{FE0F}]*(\*{1,3}|_{2})([^*_:：]{1,50})\1\s?(?:[-–—?]\s?|$)?/u.exec(head);
  if (bold?.[2] !== undefined) {
    const kind = labelKind(bold[2].replace(/[?？]$/u, ""));
    if (kind !== undefined) return { kind, label: bold[2].trim(), value: line.slice(bold[0].length).trimStart() };
  }
  const dashed = /^([\p{L} ']{1,40}) [-–—] /u.exec(head);
  if (dashed?.[1] !== undefined) {
    const kind = labelKind(dashed[1]);
    if (kind === "reason" || kind === "confidence") {
      return { kind, label: dashed[1].trim(), value: line.slice(dashed[0].length).trimStart() };
    }
  }
  return undefined;
}

/** The field that a label names, where its value may decide: `Rating: 9/10` is a share, `Rating: PG-13` is none. */
export function labelKindBefore(label: string, value: string): LabelKind | undefined {
  const kind = labelKind(label);
  return kind === undefined || kind === "detail" ? (ratingKind(label, value) ?? kind) : kind;
}

/** `Recommendarr Rating: 92%`, `Overall Score: 8/10`: whatever an app calls it, with a value that is one. */
function ratingKind(label: string, value: string): LabelKind | undefined {
  const words = plainLabel(label).toLowerCase().split(/\s+/u);
  if (words.length > 4 || !ratingWords.has(words.at(-1) ?? "")) return undefined;
  // `Drive (2011) - Match: 90%` is a title and its match.
  if (words.some((word) => !/^[\p{L}'’]+$/u.test(word))) return undefined;
  if (!shareOrStars.test(value)) return undefined;
  return words.some((word) => critics.has(word)) ? "detail" : "confidence";
}

const shareOrStars =
  /^[\s*_`~≈([]*(?:[\d０-９.,]+\s?(?:[%％]|\/\s?(?:5|10|100)(?!\d)|(?:out of|von|sur|de|su|из) (?:5|10|100)(?!\d))|(?:[★⭐☆]\u{FE0F}?){5}(?![★⭐☆]))/iu;

const ratingWords: ReadonlySet<string> = new Set([
  ...["rating", "score", "match", "similarity", "bewertung", "ähnlichkeit", "note", "similitude", "similitud"],
  ...["puntuación", "valoración", "avaliação", "similaridade", "valutazione", "voto", "somiglianza"],
  ...["оценка", "рейтинг", "сходство", "评分", "評分", "相似度", "評価", "類似度", "평점", "유사도"],
]);
/** Their ratings say nothing of how well a work fits. */
const critics: ReadonlySet<string> = new Set(
  "imdb tmdb trakt rotten tomatoes metacritic letterboxd douban critic critics audience user age content".split(" "),
);

function plainLabel(label: string): string {
  return label.replace(/[*_`]/gu, "").trim();
}

/** `**Why:** because` closes after the colon what it opened before the label. */
function valueOf(rest: string, label: string): string {
  const opened = /^\s*(\*{1,3}|_{1,3}|`)/u.exec(label)?.[1];
  const value = rest.trimStart();
  const isOpen = opened !== undefined && label.indexOf(opened) === label.lastIndexOf(opened);
  return isOpen && value.startsWith(opened) ? value.slice(opened.length).trimStart() : value;
}
