/** From the frames of `/api/chat` and `/api/generate` to events of a reply. */
import type { UpstreamIdentity } from "../../remote/refusal.ts";
import { toTokenLogprobs } from "../../remote/token-logprobs.ts";
import type { UpstreamEvent } from "../../remote/upstream-event.ts";
import type { UpstreamAnswer } from "../../remote/upstream.ts";
import { readFrames } from "./read-frames.ts";
import { replyFrame, type ReplyFrame } from "./wire.ts";

const nanosecondsPerMillisecond = 1_000_000;

export async function* readReply(
  answer: UpstreamAnswer,
  upstream: UpstreamIdentity,
): AsyncGenerator<UpstreamEvent, void, void> {
  let calls = 0;
  for await (const record of readFrames(answer, upstream)) {
    if (record === undefined) {
      yield { type: "skipped" };
      continue;
    }
    const frame = replyFrame.parse(record);
    const text = (frame.message?.content ?? frame.response) || "";
    if (text !== "") yield { type: "text", text, logprobs: toTokenLogprobs(frame.logprobs) };
    else if (frame.message?.thinking) yield { type: "hidden" };
    for (const call of frame.message?.tool_calls ?? []) {
      const event = toolCallEvent(call, calls);
      if (event === undefined) {
        yield { type: "skipped" };
        continue;
      }
      calls += 1;
      yield event;
    }
    if (frame.done === true) {
      yield usageEvent(frame);
      yield { type: "end", reason: calls > 0 ? "tool-calls" : frame.done_reason === "length" ? "length" : "stop" };
    }
  }
}

type ToolCall = NonNullable<NonNullable<ReplyFrame["message"]>["tool_calls"]>[number];

/** Ollama gives a call as a whole. Undefined for one without a name. */
function toolCallEvent(call: ToolCall, index: number): UpstreamEvent | undefined {
  const { name, arguments: given } = call?.function ?? {};
  if (!name) return undefined;
  const argumentsDelta = typeof given === "string" ? given : JSON.stringify(given ?? {});
  return { type: "tool-call", index, id: call?.id || drawCallId(), name, argumentsDelta };
}

/** Nine characters: Mistral's chat templates refuse any other length. */
function drawCallId(): string {
  return crypto.randomUUID().replaceAll("-", "").slice(0, 9);
}

/** A prompt that was reused as a whole is not counted by older servers. */
function usageEvent(frame: ReplyFrame): UpstreamEvent {
  const prefillNs = frame.prompt_eval_duration ?? -1;
  return {
    type: "usage",
    usage: {
      promptTokens: frame.prompt_eval_count || undefined,
      completionTokens: frame.eval_count ?? undefined,
      prefillMs: prefillNs < 0 ? undefined : prefillNs / nanosecondsPerMillisecond,
    },
  };
}
