/**
 * Makes a streamed reply that was written for reading fit for speech: reasoning, markdown, emoji and stage directions
 * are removed, white space becomes one space.
 *
 * 1. The result depends on the whole text only, not on how it was cut into chunks.
 * 2. Only what may be the beginning of something to remove is held back, and never more than `longestHeld` characters.
 */
import { createReasoningFilter } from "../../core/reasoning-filter.ts";

export interface SpeechFilter {
  push(chunk: string): string;
  /** The rest, once the text has ended. */
  flush(): string;
}

/** Longer than any stage direction; what is not closed by then is no mark but a character like others. */
const longestHeld = 80;

const emoji =
  /^(?:(?![©®™])\p{Extended_Pictographic}|\p{Regional_Indicator}|[\u{1F3FB}-\u{1F3FF}]|[\u{E0020}-\u{E007F}]|\u200D|\uFE0F|\u20E3)/u;
const closers: Readonly<Record<string, string>> = { "(": ")", "[": "]", "（": "）", "【": "】" };
const lineMark = /^(?:#{1,6}|>+|[-+•*])[ \t]+/;
const mayBecomeLineMark = /^(?:#{1,6}|>+|[-+•*])$/;
const stageWord =
  /^(?:he |she |i )?(?:laugh|smil|sigh|giggl|chuckl|nod|wink|paus|hug|whisper|grin|wav|blush|cr(?:y|ies)|gasp|shrug|soft|gentl|warm)/i;

/** What to do at the beginning of `rest`: how many characters are read, and what is said instead. */
interface Step {
  readonly read: number;
  readonly say: string;
}

export function createSpeechFilter(): SpeechFilter {
  const reasoning = createReasoningFilter();
  let held = "";
  /** At the start of the text, or after the end of a sentence or a line. */
  let isBoundary = true;
  let isLineStart = true;
  let hasSpoken = false;
  let owesSpace = false;
  let hasDropped = false;

  function say(text: string): string {
    let said = "";
    for (const character of text) {
      if (/\s/u.test(character)) {
        owesSpace = hasSpoken;
        continue;
      }
      const joins = hasDropped && /[.,!?…;:]/u.test(character);
      if (owesSpace && !joins) said += " ";
      said += character;
      owesSpace = false;
      hasDropped = false;
      hasSpoken = true;
      isBoundary = /[.!?…。！？]/u.test(character) || (isBoundary && /["'”’»」』)]/u.test(character));
      isLineStart = false;
    }
    return said;
  }

  function work(hasEnded: boolean): string {
    let said = "";
    while (held !== "") {
      const step = nextStep(held, { isBoundary, isLineStart, hasEnded: hasEnded || held.length > longestHeld });
      if (step === undefined) break;
      const read = held.slice(0, step.read);
      held = held.slice(step.read);
      if (step.say === "") hasDropped = true;
      said += say(step.say);
      if (read.includes("\n")) isLineStart = isBoundary = true;
    }
    return said;
  }

  return {
    push(chunk) {
      let said = "";
      for (const part of reasoning.push(chunk)) {
        held = part.kind === "text" ? held + part.text : "\n";
        said += work(false);
      }
      return said;
    },
    flush() {
      held += reasoning.end().text;
      return work(true);
    },
  };
}

interface Context {
  readonly isBoundary: boolean;
  readonly isLineStart: boolean;
  /** No more text comes, or too much is held already. */
  readonly hasEnded: boolean;
}

/** Undefined: what follows must be seen first. */
function nextStep(rest: string, context: Context): Step | undefined {
  const { hasEnded, isLineStart } = context;
  const [first = ""] = rest;
  if (isLineStart) {
    const mark = lineMark.exec(rest);
    if (mark !== null) return { read: mark[0].length, say: "" };
    if (mayBecomeLineMark.test(rest) && !hasEnded) return undefined;
  }
  if (first === "*") return starStep(rest, context);
  if (first === "_" || first === "~") {
    if (rest.length < 2 && !hasEnded) return undefined;
    return rest[1] === first ? { read: 2, say: "" } : { read: 1, say: first };
  }
  if (first === "`") return { read: 1, say: "" };
  if (first in closers) return bracketStep(rest, context);
  if (emoji.test(rest)) return { read: first.length, say: "" };
  return { read: first.length, say: first };
}

/** `**bold**`, `*emphasis*` or `*smiles*`. */
function starStep(rest: string, { hasEnded, isBoundary }: Context): Step | undefined {
  if (rest.length < 2 && !hasEnded) return undefined;
  if (rest[1] === "*") return { read: 2, say: "" };
  const close = rest.indexOf("*", 1);
  const line = rest.indexOf("\n");
  if (close === -1 || (line !== -1 && line < close)) return hasEnded || line !== -1 ? { read: 1, say: "" } : undefined;
  // What follows distinguishes an action (`*smiles* Hello`) from a stressed word (`*really* good`).
  const after = /^\s*(\S)/u.exec(rest.slice(close + 1))?.[1];
  if (after === undefined && !hasEnded) return undefined;
  const inside = rest.slice(1, close);
  const isAction = stageWord.test(inside) || (isBoundary && (after === undefined || !/\p{Ll}/u.test(after)));
  return { read: close + 1, say: isAction ? "" : inside };
}

/** `[link](address)`, `[sighs]`, `(laughs)`, or a remark in brackets that stays. */
function bracketStep(rest: string, { hasEnded, isBoundary }: Context): Step | undefined {
  const [open = ""] = rest;
  const close = rest.indexOf(closers[open] ?? "", 1);
  if (close === -1) return hasEnded ? { read: 1, say: open } : undefined;
  const inside = rest.slice(1, close);
  if (open === "[") {
    if (rest.length === close + 1 && !hasEnded) return undefined;
    if (rest[close + 1] !== "(") return { read: close + 1, say: "" };
    const end = rest.indexOf(")", close);
    if (end === -1) return hasEnded ? { read: close + 1, say: inside } : undefined;
    return { read: end + 1, say: inside };
  }
  const isShort = /[（【]/.test(open) ? [...inside].length <= 8 : inside.trim().split(/\s+/).length <= 4;
  const isDirection =
    stageWord.test(inside) || (isShort && isBoundary && /^\P{Lu}/u.test(inside) && !/\d/.test(inside));
  return isDirection ? { read: close + 1, say: "" } : { read: 1, say: open };
}
