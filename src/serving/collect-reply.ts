import { ReparteeError } from "../core/errors.ts";
import type { GeneratedTokenLogprob, ToolCallDeltaEvent } from "../core/generate-event.ts";
import type { Reply, ReplyEvent } from "../core/reply.ts";
import type { ToolCall } from "../core/tool.ts";

/**
 * Reads a reply to its end.
 * @throws ReparteeError the error of the terminal `error` event; the text before it is dropped.
 */
export async function collectReply(events: AsyncIterable<ReplyEvent>): Promise<Reply> {
  let text = "";
  let logprobs: GeneratedTokenLogprob[] | undefined;
  const toolCalls = new Map<number, ToolCall>();

  for await (const event of events) {
    switch (event.type) {
      case "text-delta":
        text += event.text;
        if (event.logprobs !== undefined) (logprobs ??= []).push(...event.logprobs);
        break;
      case "tool-call-delta":
        toolCalls.set(event.index, extendToolCall(toolCalls.get(event.index), event));
        break;
      case "finish": {
        const { type: _, ...finish } = event;
        const calls = [...toolCalls].toSorted(([a], [b]) => a - b).map(([, call]) => call);
        return { ...finish, text, toolCalls: calls, logprobs };
      }
      case "error":
        throw event.error;
      default:
    }
  }
  throw new ReparteeError("internal", "Reply ended without a terminal event");
}

/** A call with its next chunk. */
export function extendToolCall(call: ToolCall | undefined, delta: ToolCallDeltaEvent): ToolCall {
  return {
    id: call?.id ?? delta.id ?? "",
    name: call?.name ?? delta.name ?? "",
    arguments: (call?.arguments ?? "") + delta.argumentsDelta,
  };
}
