/** From the chunks of `/chat/completions` and `/completions` to chunks of a reply. */
import { ReparteeError } from "../../core/errors.ts";
import type { UpstreamIdentity } from "../../remote/refusal.ts";
import { toTokenLogprobs } from "../../remote/token-logprobs.ts";
import type { UpstreamEvent } from "../../remote/upstream-event.ts";
import type { UpstreamAnswer } from "../../remote/upstream.ts";
import { readCompletionLogprobs } from "./completion-logprobs.ts";
import { readChunks } from "./read-chunks.ts";
import { readProvenance } from "./reply-provenance.ts";
import { createToolCallEvents } from "./tool-call-events.ts";
import { readUsage } from "./usage.ts";
import { replyChunk, type ReplyChoice } from "./wire.ts";

export async function* readReply(
  answer: UpstreamAnswer,
  upstream: UpstreamIdentity,
): AsyncGenerator<UpstreamEvent, void, void> {
  const toolCalls = createToolCallEvents();
  for await (const record of readChunks(answer, upstream)) {
    if (record === undefined) {
      yield { type: "skipped" };
      continue;
    }
    const chunk = replyChunk.parse(record);
    // One reply is asked for; servers that report usage do so in a chunk without choices.
    const choice = chunk.choices?.[0] ?? {};
    yield* textEvents(choice);
    for (const call of messageOf(choice)?.tool_calls ?? []) yield* toolCalls.read(call ?? {});
    const usage = readUsage(chunk);
    if (usage !== undefined) yield { type: "usage", usage };
    yield* readProvenance(chunk, upstream.name);
    const reason = choice.finish_reason ?? "";
    if (reason !== "") yield { type: "end", reason: endReason(reason, toolCalls.count(), upstream.name) };
  }
}

function messageOf({ delta, message }: ReplyChoice): ReplyChoice["message"] {
  return delta ?? message;
}

function* textEvents(choice: ReplyChoice): Generator<UpstreamEvent, void, void> {
  const message = messageOf(choice);
  if ((message?.reasoning_content ?? message?.reasoning ?? "") !== "") yield { type: "hidden" };
  const text = message?.content ?? choice.text ?? "";
  const logprobs = toTokenLogprobs(choice.logprobs?.content) ?? readCompletionLogprobs(choice.logprobs);
  if (text !== "" || (logprobs?.length ?? 0) > 0) yield { type: "text", text, logprobs };
}

function endReason(reason: string, calls: number, upstream: string): "stop" | "length" | "tool-calls" {
  switch (reason) {
    case "length":
      return "length";
    case "abort":
    case "error":
      throw new ReparteeError("upstream_error", `Upstream "${upstream}" gave up in the middle of its reply`, {
        facts: { upstream, finish_reason: reason },
      });
    default:
      // Some servers end a reply that calls tools with `stop`.
      return calls > 0 ? "tool-calls" : "stop";
  }
}
