import type { FinishReason } from "../../core/generate-event.ts";

export type OpenAiFinishReason = "stop" | "length" | "tool_calls";

/** A reply that broke off says `length`: OpenAI's one word for "there would have been more". */
export function toFinishReason(reason: FinishReason, complete: boolean): OpenAiFinishReason {
  if (!complete || reason === "cancelled" || reason === "length") return "length";
  return reason === "tool-calls" ? "tool_calls" : "stop";
}
