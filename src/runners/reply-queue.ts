import type {
  GeneratedTokenLogprob,
  GenerateEvent,
  TextDeltaEvent,
  ToolCallDeltaEvent,
} from "../core/generate-event.ts";

/** Events kept apart while the consumer does not read: minutes of any model's text. */
const separateEvents = 1024;

/**
 * The events of one reply on their way to their consumer.
 *
 * Memory is bounded without holding the runner's socket up for other replies: once `separateEvents` wait, a new event
 * is merged into the last one where the meaning allows it (text and arguments joined, tokens summed, log
 * probabilities appended, prefill progress replaced). What waits is then bounded by the reply's own text.
 */
export interface ReplyQueue {
  push(event: GenerateEvent): void;
  /** No more events; those that wait can still be read. */
  end(): void;
  /** Takes back all events that were not read. */
  clear(): GenerateEvent[];
  next(): Promise<IteratorResult<GenerateEvent, undefined>>;
  /** Events that wait to be read. */
  readonly unread: number;
}

export function createReplyQueue(): ReplyQueue {
  const waiting: GenerateEvent[] = [];
  const readers: ((result: IteratorResult<GenerateEvent, undefined>) => void)[] = [];
  let ended = false;
  /** The log probabilities of the last waiting event, if they were gathered here: they can grow in place. */
  let gathered: GeneratedTokenLogprob[] | undefined;

  function mergeText(last: TextDeltaEvent, event: TextDeltaEvent): TextDeltaEvent {
    const text = last.text + event.text;
    const tokenCount = last.tokenCount + event.tokenCount;
    if (last.logprobs === undefined && event.logprobs === undefined) return { type: "text-delta", text, tokenCount };
    if (gathered === undefined || gathered !== last.logprobs) gathered = [...(last.logprobs ?? [])];
    gathered.push(...(event.logprobs ?? []));
    return { type: "text-delta", text, tokenCount, logprobs: gathered };
  }

  /** One event that says what both say, or undefined where there is none. */
  function merge(last: GenerateEvent, event: GenerateEvent): GenerateEvent | undefined {
    if (last.type === "text-delta" && event.type === "text-delta") return mergeText(last, event);
    if (last.type === "tool-call-delta" && event.type === "tool-call-delta") return mergeToolCall(last, event);
    if (last.type === "prefill" && event.type === "prefill") return event;
    return undefined;
  }

  return {
    push(event) {
      const reader = readers.shift();
      if (reader !== undefined) {
        reader({ value: event, done: false });
        return;
      }
      const last = waiting.at(-1);
      const merged = last === undefined || waiting.length < separateEvents ? undefined : merge(last, event);
      if (merged === undefined) waiting.push(event);
      else waiting[waiting.length - 1] = merged;
    },
    end() {
      ended = true;
      for (const reader of readers.splice(0)) reader({ value: undefined, done: true });
    },
    clear() {
      return waiting.splice(0);
    },
    next() {
      const event = waiting.shift();
      if (event !== undefined) return Promise.resolve({ value: event, done: false });
      if (ended) return Promise.resolve({ value: undefined, done: true });
      return new Promise((resolve) => readers.push(resolve));
    },
    get unread() {
      return waiting.length;
    },
  };
}

function mergeToolCall(last: ToolCallDeltaEvent, event: ToolCallDeltaEvent): ToolCallDeltaEvent | undefined {
  if (last.index !== event.index) return undefined;
  return {
    ...last,
    argumentsDelta: last.argumentsDelta + event.argumentsDelta,
    tokenCount: last.tokenCount + event.tokenCount,
  };
}
