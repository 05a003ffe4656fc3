/** From the chunks of `/chat/completions` and `/completions` to chunks of a reply. */
import { ReparteeError } from "../../core/errors.ts";
import type { GeneratedTokenLogprob } from "../../core/generate-event.ts";
import { type Fields, fieldsOf, isFields, listOf, textOf } from "../../remote/json-fields.ts";
import type { UpstreamIdentity } from "../../remote/refusal.ts";
import { readTokenLogprobs } from "../../remote/token-logprobs.ts";
import type { UpstreamEvent } from "../../remote/upstream-event.ts";
import type { UpstreamAnswer } from "../../remote/upstream.ts";
import { readCompletionLogprobs } from "./completion-logprobs.ts";
import { readChunks } from "./read-chunks.ts";
import { readProvenance } from "./reply-provenance.ts";
import { createToolCallEvents } from "./tool-call-events.ts";
import { readUsage } from "./usage.ts";

export async function* readReply(
  answer: UpstreamAnswer,
  upstream: UpstreamIdentity,
): AsyncGenerator<UpstreamEvent, void, void> {
  const toolCalls = createToolCallEvents();
  for await (const chunk of readChunks(answer, upstream)) {
    if (chunk === undefined) {
      yield { type: "skipped" };
      continue;
    }
    // One reply is asked for; servers that report usage do so in a chunk without choices.
    const choice = fieldsOf(listOf(chunk["choices"])[0]);
    // A chat's chunk, a whole chat reply of a server that does not stream, or a completion's own fields.
    const delta = [choice["delta"], choice["message"], choice].find(isFields) ?? {};
    yield* textEvents(choice, delta);
    for (const call of listOf(delta["tool_calls"])) yield* toolCalls.read(fieldsOf(call));
    const usage = readUsage(chunk);
    if (usage !== undefined) yield { type: "usage", usage };
    yield* readProvenance(chunk, upstream.name);
    const reason = textOf(choice["finish_reason"]) ?? "";
    if (reason !== "") yield { type: "end", reason: endReason(reason, toolCalls.count(), upstream.name) };
  }
}

function* textEvents(choice: Fields, delta: Fields): Generator<UpstreamEvent, void, void> {
  const thoughts = textOf(delta["reasoning_content"]) ?? textOf(delta["reasoning"]) ?? "";
  if (thoughts !== "") yield { type: "hidden" };
  const text = textOf(delta["content"]) ?? textOf(choice["text"]) ?? "";
  const logprobs = logprobsOf(choice);
  if (text !== "" || (logprobs?.length ?? 0) > 0) yield { type: "text", text, logprobs };
}

/** Chats have a list of entries; completions of OpenAI's own kind have lists side by side. */
function logprobsOf(choice: Fields): readonly GeneratedTokenLogprob[] | undefined {
  const logprobs = fieldsOf(choice["logprobs"]);
  return readTokenLogprobs(logprobs["content"]) ?? readCompletionLogprobs(logprobs);
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
