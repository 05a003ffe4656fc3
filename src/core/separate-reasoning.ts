/**
 * Separates the reasoning that a reply begins with from the reply itself. The result depends on the whole text only, not
 * on how it was cut into chunks. Marks anywhere else are text: a reply may be about them.
 */
import { plainMarks, reasoningMarks } from "./reasoning-marks.ts";
import type { Reply, ReplyEvent } from "./reply.ts";
import { createResponseTags } from "./response-tags.ts";

/** A chunk of the reasoning in front of a reply. */
export interface ReasoningDeltaEvent {
  readonly type: "reasoning-delta";
  readonly text: string;
  /** Tokens generated since the previous event. */
  readonly tokenCount: number;
}

/** A whole reply and its reasoning, empty where there is none. */
export type SeparatedReply = Reply & { readonly reasoning: string };

type SeparatedEvent = ReplyEvent | ReasoningDeltaEvent;

/** Written out rather than a generator: it runs for every token. */
export function separateReasoning(events: AsyncIterable<ReplyEvent>): AsyncIterableIterator<SeparatedEvent, void> {
  const iterator = events[Symbol.asyncIterator]();
  let splitter = createReasoningSplitter();
  const ready: SeparatedEvent[] = [];
  /** Of text that is held back. */
  let heldTokens = 0;

  function accept(event: ReplyEvent): void {
    if (event.type === "start") splitter = createReasoningSplitter({ isExpected: isThinkersName(event.model) });
    if (event.type === "text-delta") {
      const parts = splitter.push(event.text);
      const isWhole = parts.length === 1 && parts[0]?.kind === "text" && parts[0].text === event.text;
      if (isWhole && heldTokens === 0) ready.push(event);
      else pushParts(parts, event.tokenCount);
      return;
    }
    if (event.type === "finish" || event.type === "tool-call-delta") pushParts(splitter.end(), 0);
    ready.push(event);
  }

  function pushParts(parts: readonly ReplyPart[], tokenCount: number): void {
    heldTokens += tokenCount;
    for (const { kind, text } of parts) {
      ready.push({ type: kind === "text" ? "text-delta" : "reasoning-delta", text, tokenCount: heldTokens });
      heldTokens = 0;
    }
  }

  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      while (ready.length === 0) {
        const next = await iterator.next();
        if (next.done === true) return { done: true, value: undefined };
        accept(next.value);
      }
      const [event] = ready.splice(0, 1);
      return event === undefined ? { done: true, value: undefined } : { done: false, value: event };
    },
    async return() {
      await iterator.return?.();
      return { done: true, value: undefined };
    },
  };
}

export function separateWhole(reply: Reply): SeparatedReply {
  const splitter = createReasoningSplitter({ isExpected: isThinkersName(reply.model) });
  const whole = { reasoning: "", text: "" };
  for (const { kind, text } of [...splitter.push(reply.text), ...splitter.end()]) whole[kind] += text;
  return { ...reply, ...whole };
}

/** Names of models that think before each reply; other servers open the reasoning in the prompt and do not say so. */
const thinkers =
  /(?:^|[^a-z0-9])(?:r1|qwq|qvq|thinking|thinker|reasoning|reasoner|magistral|openthinker|deepscaler|exaone-deep|marco-o1)(?![a-z0-9])/i;
const others = /(?:^|[^a-z])(?:no|non|not|without)[-_ ]?(?:think|reason)/i;

/** Whether a reply may begin with reasoning that nothing opens: judged by the model's name, before its first reply. */
export function isThinkersName(model: string): boolean {
  return thinkers.test(model) && !others.test(model);
}

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
