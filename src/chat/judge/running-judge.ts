/**
 * Judges a reply while it comes, and holds back what was not judged yet.
 *
 * 1. Nothing is given out before the opening was judged good: the first sentence that is long enough
 *    to be judged, or `openingCharacters` if that is shorter.
 * 2. Behind it, text is given out sentence by sentence, so that a slip ends the reply at the last good sentence; of a
 *    sentence longer than `longestHeld`, whole words at a time.
 * 3. After a rejection nothing is given out any more.
 * 4. What is given out, joined, is the beginning of what was pushed.
 */
import { splitSentences } from "../brevity/sentences.ts";
import type { JudgeContext } from "./judge-context.ts";
import { judgeContinuation, judgeOpening, weighedLetters } from "./judge-opening.ts";
import { openMarkStart } from "./marks.ts";
import { good, type Verdict } from "./verdict.ts";

export interface RunningJudge {
  /** The text that may be shown now, and the verdict on all that was pushed so far. */
  push(chunk: string): Judged;
  /** What was held back, now that the text has ended. */
  flush(): Judged;
}

export interface Judged {
  readonly text: string;
  readonly verdict: Verdict;
}

const openingCharacters = 40;
/** "Oh no!" alone is no opening that could be judged. */
const openingLetters = 10;
const longestHeld = 80;
/** Looked at again with each sentence: a loop is shorter than this, and a long reply costs no more than a short one. */
const windowCharacters = 600;

const mayEndSentence = /[.!?…。！？\n]["'”’»」』)）]*\s*$/;
const wordEnd = /[\s,;:、，]$/;

export function createRunningJudge(context: JudgeContext): RunningJudge {
  let seen = "";
  let givenLength = 0;
  let judgedLength = 0;
  let verdict: Verdict = good;

  function giveUpTo(end: number): Judged {
    const text = seen.slice(givenLength, Math.max(givenLength, end));
    givenLength += text.length;
    return { text, verdict };
  }

  /** Judges what is new, and gives out all of it if it is good. */
  function judge(end: number, isWhole: boolean): Judged {
    const text = seen.slice(Math.max(0, end - windowCharacters), end);
    verdict =
      judgedLength === 0
        ? judgeOpening(text, context, isWhole)
        : judgeContinuation(text, seen.slice(judgedLength, end), context, isWhole);
    judgedLength = end;
    return verdict.kind === "good" ? giveUpTo(end) : { text: "", verdict };
  }

  return {
    push(chunk) {
      if (verdict.kind === "rejected") return { text: "", verdict };
      seen += chunk;
      const held = seen.slice(givenLength);
      const end = givenLength + openMarkStart(held);
      const border = endOfSentences(held, context);
      const isOpened = givenLength > 0;
      if (border > 0 && (isOpened || weighedLetters(held.slice(0, border)) >= openingLetters))
        return judge(givenLength + border, true);
      const limit = isOpened ? longestHeld : openingCharacters;
      if (held.trim().length < limit || !wordEnd.test(seen) || end < seen.length) return { text: "", verdict };
      return judge(end, false);
    },
    flush() {
      if (verdict.kind === "rejected") return { text: "", verdict };
      return judge(seen.length, true);
    },
  };
}

/** Characters of the sentences that are over; 0 where none is. The last one may end here, or go on: "It is 3." */
function endOfSentences(held: string, { language }: JudgeContext): number {
  if (!/[.!?…。！？\n]/.test(held)) return 0;
  const sentences = splitSentences(held, language);
  const last = sentences.at(-1) ?? "";
  if (mayEndSentence.test(last) && !/\d[.]\s*$/.test(last)) return held.length;
  return held.length - last.length;
}
