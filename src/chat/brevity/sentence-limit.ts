/**
 * Ends a streamed text after so many sentences.
 *
 * 1. A sentence is closed only when a letter of the next one was seen, or the text ended: "It is 3." may become "3.5".
 * 2. The output, joined, is the beginning of the text up to the end of the last wanted sentence, however the text was
 *    cut into chunks.
 */
import type { Language } from "../../core/language.ts";
import { splitSentences } from "./sentences.ts";

export interface SentenceLimit {
  /** `isClosed`: the last wanted sentence has ended, and there is no more output. */
  push(chunk: string): { readonly text: string; readonly isClosed: boolean };
  /** The rest of the last wanted sentence, once the text has ended. */
  flush(): string;
}

const letter = /\p{L}/u;

export function createSentenceLimit(language: Language, sentences: number): SentenceLimit {
  /** The text after the last settled sentence end: all that has to be split again. */
  let open = "";
  /** Characters of it that were output. */
  let given = 0;
  /** Sentences that may still come. */
  let wantedCount = sentences;
  let isClosed = false;

  function giveUpTo(end: number): string {
    const part = open.slice(given, Math.max(given, end));
    given = Math.max(given, end);
    return part;
  }

  /** A sentence end with a letter after it does not move any more: the text before it is not split again. */
  function settle(wanted: readonly string[]): void {
    let index = 0;
    let length = 0;
    while (index + 1 < wanted.length && letter.test(wanted[index + 1] ?? "")) {
      length += wanted[index]?.length ?? 0;
      index += 1;
    }
    open = open.slice(length);
    given = Math.max(0, given - length);
    wantedCount -= index;
  }

  return {
    push(chunk) {
      if (isClosed) return { text: "", isClosed };
      open += chunk;
      const wanted = splitSentences(open, language).slice(0, wantedCount);
      const end = wanted.reduce((sum, { length }) => sum + length, 0);
      const rest = open.slice(end);
      isClosed = letter.test(rest);
      const isLast = wanted.length === wantedCount;
      const isOver = isClosed || rest !== "";
      const sure = !isLast
        ? end
        : isOver
          ? open.slice(0, end).trimEnd().length
          : end - unsureLength(wanted.at(-1) ?? "");
      const text = giveUpTo(sure);
      settle(wanted);
      return { text, isClosed };
    },
    flush() {
      if (isClosed) return "";
      isClosed = true;
      return giveUpTo(splitSentences(open, language).slice(0, wantedCount).join("").trimEnd().length);
    },
  };
}

/**
 * Characters at the end of the last wanted sentence that may yet begin the next: of the marks without a letter behind
 * its words, only its own end marks are certain to belong to it.
 */
function unsureLength(sentence: string): number {
  const tail = /[^\p{L}\p{N}]*$/u.exec(sentence)?.[0] ?? "";
  const marks = /^[.!?…。！？．,、，;:；：)\]"'”’»」』）-]*/u.exec(tail)?.[0] ?? "";
  return tail.length - marks.length;
}
