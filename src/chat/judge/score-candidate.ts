/**
 * Rates one of several ways in which a reply could go on, so that the best can be taken. A small model is right where it
 * asks about what was said and adds nothing of its own: so words that it shares with the user count for it, and things
 * that nobody mentioned against it.
 */
import type { JudgeContext } from "./judge-context.ts";
import { judgeOpening } from "./judge-opening.ts";
import { phraseMatcher, plainForm } from "./phrase-matcher.ts";
import { harshWords } from "./phrases/harsh.ts";
import { ownWords, plainWords, pointingWords } from "./plain-words.ts";
import { contentWords, isSameWord, wordsOf } from "./words.ts";
import { misreadWords } from "./misread.ts";
import { prepareContext } from "./prepared-context.ts";
import { isBeside, ungroundedWords } from "./ungrounded.ts";
import { reject, type Verdict } from "./verdict.ts";

export interface Candidate {
  /** The written beginning, shown as it is; empty where there is none. */
  readonly opening: string;
  /** The first words of the sentence, also written. */
  readonly lead: string;
  /** What the model wrote behind them. */
  readonly text: string;
}

export interface CandidateScore {
  readonly verdict: Verdict;
  /** Higher is better; below `candidateBar` the written reply is the better one. */
  readonly score: number;
}

/** A question on what was said, with nothing invented, from one of the surer leads. Chosen on lines of which no figure is reported. */
export const candidateBar = 2.2;

const findHarsh = phraseMatcher(harshWords);

const firstShared = 1.5;
/** "it", "that": on the subject, though less so than naming it. */
const pointsAtIt = 1.4;
const furtherShared = 0.4;
const mostFurther = 2;
const perNewThing = -0.8;
const perOwnWord = -1;
const perMisreading = -1;
const whereUngrounded = -1;
const whereBeside = -0.4;
const perRepeatedThing = -0.6;
const asQuestion = 0.5;
const unfinished = -1.5;
const longestWords = 14;
const perWordBeyond = -0.15;
/** The leads of a persona come surest first: each place further on is worth so much less. */
const perPlace = -0.1;
const firstPlace = 0.4;

/** @param place of the lead among the persona's, from 0 */
export function scoreCandidate(candidate: Candidate, place: number, context: JudgeContext): CandidateScore {
  const { language } = context;
  const { lead, opening, text } = candidate;
  const verdict = judgeOpening([opening, lead + text].join(" "), context);
  if (verdict.kind === "rejected") return { verdict, score: -Infinity };
  const harsh = findHarsh(plainForm(text), language);
  if (harsh !== undefined) return { verdict: reject("tone", harsh), score: -Infinity };
  if (text.trim() === "") return { verdict, score: unfinished };
  const words = wordsOf(lead + text, language);
  const own = wordsOf(text, language).filter((word) => ownWords[language].has(word));
  const score =
    subjectScore(text, context) +
    perOwnWord * own.length +
    (misreadWords(candidate, context.userText, language) === undefined ? 0 : perMisreading) +
    (ungroundedWords(candidate, context.userText, language) === undefined ? 0 : whereUngrounded) +
    (isBeside(candidate, context.userText, language) ? whereBeside : 0) +
    endScore(text) +
    perWordBeyond * Math.max(0, words.length - longestWords) +
    Math.max(0, firstPlace + perPlace * place);
  return { verdict, score };
}

/** What it is about, against what was said. */
function subjectScore(text: string, context: JudgeContext): number {
  const { language } = context;
  const { heardWords: heard, knownWords: known } = prepareContext(context);
  const things = contentWords(text, language);
  const isIn = (words: readonly string[], word: string): boolean =>
    words.some((own) => isSameWord(own, word, language));
  const shared = new Set(heard.filter((word) => isIn(things, word))).size;
  const added = things.filter((word) => !isIn(known, word) && !plainWords[language].has(word));
  if (pointingWords[language].has(wordsOf(text, language).join(" "))) return pointsAtIt;
  const onSubject = shared === 0 ? 0 : firstShared + furtherShared * Math.min(mostFurther, shared - 1);
  const repeated = things.length - new Set(things).size;
  return onSubject + perNewThing * added.length + perRepeatedThing * repeated;
}

function endScore(text: string): number {
  if (/[?？]["'”’»」』)）]*\s*$/.test(text)) return asQuestion;
  return /[.!…。！]["'”’»」』)）]*\s*$/.test(text) ? 0 : unfinished;
}
