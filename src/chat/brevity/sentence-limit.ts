/**
 * Ends a text after so many sentences while it is still being written.
 *
 * 1. A sentence is closed only when a letter of the next one was seen, or the text ended: "It is 3." may become "3.5".
 * 2. What is given out, joined, is the beginning of the text up to the end of the last sentence that is wanted, however
 *    the text was cut into pieces.
 */
import type { Language } from "../../core/language.ts";
import { splitSentences } from "./sentences.ts";

export interface SentenceLimit {
  /** `isClosed`: the last wanted sentence is over, and nothing is given out any more. */
  push(piece: string): { readonly text: string; readonly isClosed: boolean };
  /** What was held back and still belongs to the text, now that it has ended. */
  flush(): string;
}

export function createSentenceLimit(language: Language, sentences: number): SentenceLimit {
  let text = "";
  let given = 0;
  let isClosed = false;

  function giveUpTo(end: number): string {
    const part = text.slice(given, Math.max(given, end));
    given = Math.max(given, end);
    return part;
  }

  return {
    push(piece) {
      if (isClosed) return { text: "", isClosed };
      text += piece;
      const wanted = splitSentences(text, language).slice(0, sentences).join("");
      const rest = text.slice(wanted.length);
      isClosed = /\p{L}/u.test(rest);
      // Marks without a letter at the very end may yet begin the next sentence.
      const tail = /[^\p{L}\p{N}]*$/u.exec(wanted)?.[0] ?? "";
      const isLast = splitSentences(wanted, language).length >= sentences;
      if (!isLast) return { text: giveUpTo(wanted.length), isClosed };
      const isOver = isClosed || rest !== "";
      return { text: giveUpTo(isOver ? wanted.trimEnd().length : sureEnd(wanted, tail)), isClosed };
    },
    flush() {
      if (isClosed) return "";
      isClosed = true;
      return giveUpTo(splitSentences(text, language).slice(0, sentences).join("").trimEnd().length);
    },
  };
}

/** Behind the last wanted sentence, only its own end marks are certain to belong to it. */
function sureEnd(wanted: string, tail: string): number {
  const marks = /^[.!?…。！？．,、，;:；：)\]"'”’»」』）-]*/u.exec(tail)?.[0] ?? "";
  return wanted.length - tail.length + marks.length;
}
