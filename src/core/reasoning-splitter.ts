/**
 * Separates the reasoning that a reply begins with from the reply itself. The result depends on the whole text only, not
 * on how it was cut into chunks. Marks anywhere else are text: a reply may be about them.
 */
import { reasoningMarks } from "./reasoning-marks.ts";

export interface ReplyPart {
  readonly kind: "reasoning" | "text";
  readonly text: string;
}

export interface ReasoningSplitter {
  push(chunk: string): readonly ReplyPart[];
  /** The reply ended: gives out what was held back. */
  end(): readonly ReplyPart[];
}

export function createReasoningSplitter(): ReasoningSplitter {
  /** `gap`: white space between the reasoning and the reply. */
  let state: "start" | "reasoning" | "gap" | "text" = "start";
  let close = "";
  /** What is not given out yet: it may begin a mark, or is white space that may be dropped. */
  let held = "";
  let hasReasoned = false;

  function readStart(): readonly ReplyPart[] {
    const begun = held.trimStart().toLowerCase();
    const marks = reasoningMarks.find(({ open }) => begun.startsWith(open.toLowerCase()));
    if (marks !== undefined) {
      state = "reasoning";
      close = marks.close.toLowerCase();
      held = held.trimStart().slice(marks.open.length);
      return readReasoning();
    }
    if (reasoningMarks.some(({ open }) => open.toLowerCase().startsWith(begun))) return [];
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
    return text === "" ? [] : [{ kind, text }];
  }

  return {
    push(chunk) {
      if (state === "text") return chunk === "" ? [] : [{ kind: "text", text: chunk }];
      held += chunk;
      if (state === "start") return readStart();
      return state === "gap" ? readGap() : readReasoning();
    },
    end() {
      return state === "gap" ? [] : take(state === "reasoning" ? "reasoning" : "text");
    },
  };
}

function spaceAtEnd(text: string): number {
  return text.length - text.trimEnd().length;
}
