/**
 * Separates the reasoning that a reply begins with from the reply itself. The result depends on the whole text only, not
 * on how it was cut into chunks. Marks anywhere else are text: a reply may be about them.
 */
import { plainMarks, reasoningMarks } from "./reasoning-marks.ts";
import { createResponseTags } from "./response-tags.ts";

export interface ReplyPart {
  readonly kind: "reasoning" | "text";
  readonly text: string;
}

export interface ReasoningSplitter {
  push(chunk: string): readonly ReplyPart[];
  /** The reply ended: gives out what was held back. */
  end(): readonly ReplyPart[];
}

const leadingMarks = [...reasoningMarks, ...plainMarks];

const closers = reasoningMarks.map(({ close }) => close.toLowerCase());
const longestCloser = Math.max(...closers.map(({ length }) => length));

/** Characters of a reply that may be reasoning which nothing opened; what is longer is taken for the reply. */
const maxUnopened = 65_536;

export interface ReasoningSplitterOptions {
  /** The reply may begin with reasoning that has an end mark only: its text is held until that, or its end. */
  readonly isExpected?: boolean;
}

export function createReasoningSplitter({ isExpected = false }: ReasoningSplitterOptions = {}): ReasoningSplitter {
  /** `unopened`: reasoning, or the reply itself. `gap`: white space between the reasoning and the reply. */
  let state: "start" | "unopened" | "reasoning" | "gap" | "text" = "start";
  let close = "";
  /** What is not given out yet: it may begin a mark, or is white space that may be dropped. */
  let held = "";
  let hasReasoned = false;
  /** Around the reply behind reasoning. */
  let tags: ReturnType<typeof createResponseTags> | undefined;

  function readStart(): readonly ReplyPart[] {
    const begun = held.trimStart().toLowerCase();
    const marks = leadingMarks.find(({ open }) => begun.startsWith(open.toLowerCase()));
    if (marks !== undefined) {
      state = "reasoning";
      close = marks.close.toLowerCase();
      held = held.trimStart().slice(marks.open.length);
      return readReasoning();
    }
    if (leadingMarks.some(({ open }) => open.toLowerCase().startsWith(begun))) return [];
    // A form that was asked for is no reasoning.
    if (!isExpected || /^[{[]/.test(begun)) {
      state = "text";
      return take("text");
    }
    state = "unopened";
    return readUnopened(held.length);
  }

  function readUnopened(added: number): readonly ReplyPart[] {
    const from = Math.max(0, held.length - added - longestCloser);
    const recent = held.slice(from).toLowerCase();
    const found = closers.find((mark) => recent.includes(mark));
    if (found !== undefined) {
      state = "reasoning";
      close = found;
      return readReasoning();
    }
    if (held.length <= maxUnopened) return [];
    state = "text";
    return take("text");
  }

  function readReasoning(): readonly ReplyPart[] {
    if (!hasReasoned) held = held.trimStart();
    const end = held.toLowerCase().indexOf(close);
    if (end === -1) {
      const kept = held.length - heldBack(held);
      const given = held.slice(0, kept);
      held = held.slice(kept);
      if (given === "") return [];
      hasReasoned = true;
      return [{ kind: "reasoning", text: given }];
    }
    const given = held.slice(0, end).trimEnd();
    held = held.slice(end + close.length);
    state = "gap";
    tags = createResponseTags();
    return [...(given === "" ? [] : [{ kind: "reasoning" as const, text: given }]), ...readGap()];
  }

  /** White space and what may begin the mark. */
  function heldBack(text: string): number {
    const lower = text.toLowerCase();
    for (let length = Math.min(close.length - 1, lower.length); length > 0; length--) {
      if (lower.endsWith(close.slice(0, length))) return length + spaceAtEnd(text.slice(0, -length));
    }
    return spaceAtEnd(text);
  }

  function readGap(): readonly ReplyPart[] {
    held = held.trimStart();
    if (held === "") return [];
    state = "text";
    return take("text");
  }

  function take(kind: ReplyPart["kind"]): readonly ReplyPart[] {
    const text = held;
    held = "";
    return part(kind, kind === "text" && tags !== undefined ? tags.push(text) : text);
  }

  function part(kind: ReplyPart["kind"], text: string): readonly ReplyPart[] {
    return text === "" ? [] : [{ kind, text }];
  }

  return {
    push(chunk) {
      if (state === "text") return part("text", tags === undefined ? chunk : tags.push(chunk));
      held += chunk;
      if (state === "start") return readStart();
      if (state === "unopened") return readUnopened(chunk.length);
      return state === "gap" ? readGap() : readReasoning();
    },
    end() {
      const last = state === "gap" ? [] : take(state === "reasoning" ? "reasoning" : "text");
      return state === "reasoning" || tags === undefined ? last : [...last, ...part("text", tags.end())];
    },
  };
}

function spaceAtEnd(text: string): number {
  return text.length - text.trimEnd().length;
}
