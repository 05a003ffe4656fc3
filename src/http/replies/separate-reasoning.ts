/** A reply with what its model thought before it apart from what it says. */
import { createReasoningSplitter, type ReplyPart } from "../../core/reasoning-splitter.ts";
import type { Reply, ReplyEvent } from "../../core/reply.ts";
import { isThinkersName } from "../../core/thinker-names.ts";

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
