/**
 * Takes a model's reasoning out of its reply: what is between `<think>` and `</think>` or other marks, and the marks.
 *
 * 1. The result depends on the whole text only, not on how it was cut into chunks.
 * 2. Models whose prompt already opens the reasoning write its end mark only. Where that `isExpected`, everything is
 *    held until the end mark, or until the whole reply shows that there is none.
 * 3. Plain words such as "Here is my thought process:" are marks at the reply's beginning and text anywhere else.
 * 4. Where it is not expected, the text was given out when the end mark comes: a `late-end` says so.
 */
import { plainMarks, reasoningMarks } from "./reasoning-marks.ts";
import { createResponseTags } from "./response-tags.ts";

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
const longestPlainMark = Math.max(...plainMarks.map(({ close }) => close.length));
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
  /** Whether nothing was read yet: only there plain words are marks. */
  let isStart = true;
  let closing = endMark;
  /** Around the reply behind reasoning. */
  let tags: ReturnType<typeof createResponseTags> | undefined;

  /** True when a plain mark may still come, and no text is certain. */
  function readStart(): boolean {
    const begun = open.trimStart().toLowerCase();
    const plain = plainMarks.find((one) => begun.startsWith(one.open.toLowerCase()));
    if (plain === undefined && plainMarks.some((one) => one.open.toLowerCase().startsWith(begun))) return true;
    isStart = false;
    if (plain === undefined) return false;
    openedBy = plain.open;
    state = "reasoning";
    closing = markPattern([plain.close]);
    open = open.trimStart().slice(plain.open.length);
    return false;
  }

  function textParts(text: string): readonly ReasoningPart[] {
    const shown = tags === undefined ? text : tags.push(text);
    return shown === "" ? [] : [{ kind: "text", text: shown }];
  }

  /** Reads up to the next mark; false where none is whole yet. */
  function readMark(give: (part: ReasoningPart) => void): boolean {
    const mark = (state === "reasoning" ? closing : anyMark).exec(open);
    const kept = closing === endMark ? openMarkLength(open) : Math.min(open.length, longestPlainMark);
    const before = open.slice(0, mark?.index ?? open.length - kept);
    open = open.slice(before.length + (mark?.[0].length ?? 0));
    if (state !== "text") held.push(before);
    else if (before !== "") for (const part of textParts(before)) give(part);
    if (mark === null) return false;
    if (state === "reasoning" || closers.includes(mark[0].toLowerCase())) {
      if (state === "text") give({ kind: "late-end" });
      state = "text";
      closing = endMark;
      tags = createResponseTags();
    } else {
      for (const part of textParts(held.join(""))) give(part);
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
      if (isStart && readStart()) return parts;
      while (readMark((part) => parts.push(part)));
      return parts;
    },
    end(isCut = false) {
      const whole = held.join("") + open;
      open = "";
      if (state === "text" || (state === "unmarked" && !isCut)) {
        return { text: tags === undefined ? whole : tags.push(whole) + tags.end(), unfinished: "" };
      }
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
