/**
 * Takes a model's reasoning out of its reply: what is between `<think>` and `</think>` or other marks, and the marks.
 *
 * 1. The result depends on the whole text only, not on how it was cut into chunks.
 * 2. Models whose prompt already opens the reasoning write its end mark only. Where that `isExpected`, everything is
 *    held until the end mark, or until the whole reply shows that there is none.
 * 3. Where it is not expected, the text was given out when the end mark comes: a `late-end` says so.
 */
import { reasoningMarks } from "./reasoning-marks.ts";

export interface ReasoningFilterOptions {
  readonly isExpected?: boolean;
}

export interface ReasoningFilter {
  /** What is certain to be no reasoning. */
  push(chunk: string): readonly ReasoningPart[];
  /** @param isCut the reply did not end by itself: where reasoning is expected, what was held is reasoning */
  end(isCut?: boolean): { readonly text: string; readonly unfinished: string };
}

export type ReasoningPart =
  | { readonly kind: "text"; readonly text: string }
  /** Reasoning that nothing had marked ended here: the text so far was part of it. */
  | { readonly kind: "late-end" };

const closers = reasoningMarks.map(({ close }) => close.toLowerCase());
const marks = reasoningMarks.flatMap(({ open, close }) => [open.toLowerCase(), close.toLowerCase()]);
const longestMark = Math.max(...marks.map(({ length }) => length));
const anyMark = markPattern(marks);
const endMark = markPattern(closers);

/** What a mark begins with, and has nowhere else. */
const openers: readonly string[] = [...new Set(marks.map((mark) => mark.charAt(0)))];

function markPattern(texts: readonly string[]): RegExp {
  return new RegExp(texts.map((text) => text.replace(/[[\]|/]/g, "\\$&")).join("|"), "i");
}

/** The mark that would end the reasoning which a prompt's end has opened: the chat templates of some models do so. */
export function openedReasoning(prompt: string): string | undefined {
  const end = prompt
    .slice(-2 * longestMark)
    .trimEnd()
    .toLowerCase();
  return reasoningMarks.find(({ open }) => end.endsWith(open.toLowerCase()))?.close;
}

export function createReasoningFilter({ isExpected = false }: ReasoningFilterOptions = {}): ReasoningFilter {
  /** `unmarked`: reasoning, or the reply itself; the first mark decides. */
  let state: "text" | "unmarked" | "reasoning" = isExpected ? "unmarked" : "text";
  let openedBy = "";
  /** What may begin a mark. */
  let open = "";
  /** What is given out only if it is no reasoning. */
  const held: string[] = [];

  /** Reads up to the next mark; false where none is whole yet. */
  function readMark(give: (part: ReasoningPart) => void): boolean {
    const mark = (state === "reasoning" ? endMark : anyMark).exec(open);
    const before = open.slice(0, mark?.index ?? open.length - openMarkLength(open));
    open = open.slice(before.length + (mark?.[0].length ?? 0));
    if (state !== "text") held.push(before);
    else if (before !== "") give({ kind: "text", text: before });
    if (mark === null) return false;
    if (closers.includes(mark[0].toLowerCase())) {
      if (state === "text") give({ kind: "late-end" });
      state = "text";
    } else {
      const text = held.join("");
      if (text !== "") give({ kind: "text", text });
      openedBy = mark[0];
      state = "reasoning";
    }
    held.length = 0;
    return true;
  }

  return {
    push(chunk) {
      const parts: ReasoningPart[] = [];
      open += chunk;
      while (readMark((part) => parts.push(part)));
      return parts;
    },
    end(isCut = false) {
      const whole = held.join("") + open;
      open = "";
      if (state === "text" || (state === "unmarked" && !isCut)) return { text: whole, unfinished: "" };
      return { text: "", unfinished: openedBy + whole };
    },
  };
}

/** How many characters at the end of a text may yet become a mark: `</thi`. */
function openMarkLength(text: string): number {
  const end = text.slice(-longestMark);
  const from = Math.max(...openers.map((opener) => end.lastIndexOf(opener)));
  if (from === -1) return 0;
  const begun = end.slice(from).toLowerCase();
  return marks.some((mark) => mark.startsWith(begun)) ? begun.length : 0;
}
