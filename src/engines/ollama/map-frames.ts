/** From the frames of `/api/chat` and `/api/generate` to events of a reply. */
import { countOf, type Fields, fieldsOf, isFields, listOf, numberOf, textOf } from "../../remote/json-fields.ts";
import type { UpstreamIdentity } from "../../remote/refusal.ts";
import { readTokenLogprobs } from "../../remote/token-logprobs.ts";
import type { UpstreamEvent } from "../../remote/upstream-event.ts";
import type { UpstreamAnswer } from "../../remote/upstream.ts";
import { readFrames } from "./read-frames.ts";

const nanosecondsPerMillisecond = 1_000_000;

export async function* readReply(
  answer: UpstreamAnswer,
  upstream: UpstreamIdentity,
): AsyncGenerator<UpstreamEvent, void, void> {
  let calls = 0;
  for await (const frame of readFrames(answer, upstream)) {
    if (frame === undefined) {
      yield { type: "skipped" };
      continue;
    }
    const message = isFields(frame["message"]) ? frame["message"] : frame;
    const text = textOf(message["content"]) ?? textOf(frame["response"]) ?? "";
    const logprobs = readTokenLogprobs(frame["logprobs"]);
    if (text !== "") yield { type: "text", text, logprobs };
    else if ((textOf(message["thinking"]) ?? "") !== "") yield { type: "hidden" };
    for (const call of listOf(message["tool_calls"])) {
      const event = toolCallEvent(fieldsOf(call), calls);
      if (event === undefined) {
        yield { type: "skipped" };
        continue;
      }
      calls += 1;
      yield event;
    }
    if (frame["done"] === true) {
      yield usageEvent(frame);
      yield { type: "end", reason: calls > 0 ? "tool-calls" : frame["done_reason"] === "length" ? "length" : "stop" };
    }
  }
}

/** Ollama gives a call as a whole. Undefined for one without a name. */
function toolCallEvent(call: Fields, index: number): UpstreamEvent | undefined {
  const { name, arguments: given } = fieldsOf(call["function"]);
  if (typeof name !== "string" || name === "") return undefined;
  return {
    type: "tool-call",
    index,
    id: textOf(call["id"]) || drawCallId(),
    name,
    argumentsDelta: typeof given === "string" ? given : JSON.stringify(given ?? {}),
  };
}

/** Nine characters: Mistral's chat templates refuse any other length. */
function drawCallId(): string {
  return crypto.randomUUID().replaceAll("-", "").slice(0, 9);
}

/** A prompt that was reused as a whole is not counted by older servers. */
function usageEvent(frame: Fields): UpstreamEvent {
  const promptTokens = countOf(frame["prompt_eval_count"]);
  const completionTokens = countOf(frame["eval_count"]);
  const prefillNs = numberOf(frame["prompt_eval_duration"]);
  return {
    type: "usage",
    usage: {
      ...(promptTokens === undefined || promptTokens === 0 ? {} : { promptTokens }),
      completionTokens,
      ...(prefillNs === undefined || prefillNs < 0 ? {} : { prefillMs: prefillNs / nanosecondsPerMillisecond }),
    },
  };
}
