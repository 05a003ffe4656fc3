import type { ReplyEvent, ReplyFinishEvent } from "../../core/reply.ts";
import type { Serving } from "../../serving/serving.ts";

/**
 * For requests of no token (`max_tokens: 0`), which want the prompt read: into the cache, or for its count. The one token
 * that every engine writes at least is dropped.
 */
export function withoutText(serving: Serving): Serving {
  return {
    ...serving,
    get retiring() {
      return serving.retiring;
    },
    async *reply(request, signal) {
      for await (const event of serving.reply(request, signal)) {
        const kept = withoutItsText(event);
        if (kept !== undefined) yield kept;
      }
    },
  };
}

function withoutItsText(event: ReplyEvent): ReplyEvent | undefined {
  if (event.type === "text-delta" || event.type === "tool-call-delta") return undefined;
  return event.type === "finish" ? cutAtNothing(event) : event;
}

function cutAtNothing(event: ReplyFinishEvent): ReplyFinishEvent {
  const finishReason = event.finishReason === "cancelled" ? "cancelled" : "length";
  return { ...event, finishReason, usage: { ...event.usage, completionTokens: 0 } };
}
