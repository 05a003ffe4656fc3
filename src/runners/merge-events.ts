import type {
  GeneratedTokenLogprob,
  GenerateEvent,
  TextDeltaEvent,
  ToolCallDeltaEvent,
} from "../core/generate-event.ts";

/**
 * Makes one event of two that nobody has read: text and arguments are joined, tokens summed, log probabilities appended,
 * prefill progress replaced. What waits is then bounded by the reply's own text.
 */
export function createEventMerger(): (last: GenerateEvent, event: GenerateEvent) => GenerateEvent | undefined {
  /** The log probabilities of the last merged event: they grow in place, a copy for each token would be quadratic. */
  let gathered: GeneratedTokenLogprob[] | undefined;

  function mergeText(last: TextDeltaEvent, event: TextDeltaEvent): TextDeltaEvent {
    const text = last.text + event.text;
    const tokenCount = last.tokenCount + event.tokenCount;
    if (last.logprobs === undefined && event.logprobs === undefined) return { type: "text-delta", text, tokenCount };
    if (gathered === undefined || gathered !== last.logprobs) gathered = [...(last.logprobs ?? [])];
    gathered.push(...(event.logprobs ?? []));
    return { type: "text-delta", text, tokenCount, logprobs: gathered };
  }

  return (last, event) => {
    if (last.type === "text-delta" && event.type === "text-delta") return mergeText(last, event);
    if (last.type === "tool-call-delta" && event.type === "tool-call-delta") return mergeToolCall(last, event);
    return last.type === "prefill" && event.type === "prefill" ? event : undefined;
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
