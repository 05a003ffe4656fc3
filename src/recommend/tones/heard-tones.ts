/** What a question says of tone, with what it does not want heard as such: `without much blood`, `not scary`. */
import { contentWords } from "../embedding/content-words.ts";
import { inCatalogWords } from "../embedding/words-abroad.ts";
import { tones, type Tone } from "./tone.ts";
import { between, negations, toneWords, turns } from "./tone-words.ts";

export interface HeardTones {
  /** 1 for a tone that is asked for, -1 for one to be avoided. */
  readonly tones: ReadonlyMap<Tone, 1 | -1>;
  /** Things that are not wanted, as `contentWords` gives them: `zombie`. */
  readonly avoided: readonly string[];
  /** The question without what it does not want: for a model that knows what adjectives mean. */
  readonly asked: string;
  /** Without its tones as well, in the catalog's words: for words that are compared, as `quiet` is in `A Quiet Place`. */
  readonly subject: string;
}

interface ToneMatch {
  readonly tone: Tone;
  readonly word: string;
  /** Any ending. */
  readonly isBeginning: boolean;
}

const matches: readonly ToneMatch[] = tones.flatMap((tone) =>
  toneWords[tone].split(" ").map((written) => ({
    tone,
    word: written.replace("*", "").normalize("NFKD"),
    isBeginning: written.endsWith("*"),
  })),
);
const eastAsian = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]/u;
const wordMatches = matches.filter(({ word }) => !eastAsian.test(word));
const textMatches = matches.filter(({ word }) => eastAsian.test(word));

/** A question is a few sentences: what is behind them is not heard. Characters. */
const heardCharacters = 2_000;

export function hearTones(question: string): HeardTones {
  const text = question.slice(0, heardCharacters);
  const heard = eastAsian.test(text) ? hearInText(text) : hearInWords(text);
  return { ...heard, subject: inCatalogWords(heard.subject) };
}

function hearInWords(text: string): HeardTones {
  const heard = new Map<Tone, 1 | -1>();
  const avoided: string[] = [];
  const asked: string[] = [];
  const subject: string[] = [];
  let isNegated = false;
  for (const part of text.match(/[\p{L}\p{N}\p{M}]+(?:['’-][\p{L}\p{N}\p{M}]+)*|[.,;:!?]/gu) ?? []) {
    const word = plain(part);
    const tone = wordMatches.find((one) => (one.isBeginning ? word.startsWith(one.word) : word === one.word))?.tone;
    if (turns.has(word)) isNegated = false;
    if (/^[.,;:!?]$/u.test(part)) isNegated = false;
    else if (negations.has(word)) isNegated = true;
    else if (tone !== undefined) {
      heard.set(tone, isNegated ? -1 : 1);
      if (!isNegated) asked.push(part);
    } else if (isNegated && between.has(word)) continue;
    else if (isNegated) {
      avoided.push(...contentWords(part));
      isNegated = false;
    } else {
      asked.push(part);
      subject.push(part);
    }
  }
  return { tones: heard, avoided, asked: asked.join(" "), subject: subject.join(" ") };
}

/** Chinese and Japanese: a negation is close before or close behind. */
function hearInText(text: string): HeardTones {
  const heard = new Map<Tone, 1 | -1>();
  let asked = text;
  let subject = text;
  for (const { tone, word } of textMatches) {
    const start = text.indexOf(word);
    if (start === -1) continue;
    const isNegated =
      /(?:不|没有|没|別|别|無|无)(?:太|要|那么)?$/u.test(text.slice(0, start)) ||
      /^.{0,3}(?:くない|ない|なし|抜き|じゃない)/u.test(text.slice(start + word.length));
    heard.set(tone, isNegated ? -1 : 1);
    subject = subject.replace(word, " ");
    if (isNegated) asked = asked.replace(word, " ");
  }
  return { tones: heard, avoided: [], asked, subject };
}

function plain(word: string): string {
  return word
    .normalize("NFKD")
    .replace(/(?<=[\p{sc=Latin}\p{sc=Cyrillic}])\p{M}+/gu, "")
    .replace(/’/gu, "'")
    .toLowerCase();
}
