import { ReparteeError } from "../../core/errors.ts";
import type { TextDeltaEvent, ToolCallDeltaEvent } from "../../core/generate-event.ts";
import type { ReplyFinishEvent } from "../../core/reply.ts";
import type { Warning } from "../../core/warning.ts";
import type { Usage } from "../../core/usage.ts";
import { toErrorFrame } from "../error-body.ts";
import type { FrameSource } from "../event-stream.ts";
import { toChatLogprobs } from "./chat-logprobs.ts";
import type { ChoiceEvent } from "../replies/choices.ts";
import { toCompletionUsage, toFinishReason, usageOfChoices, type CompletionHead } from "./completion-answer.ts";
import { finishProvenance, startProvenance } from "../replies/provenance.ts";

export interface ChunkOptions {
  readonly requestId: string;
  /** How many replies there are. */
  readonly choices: number;
  /** Ends with a chunk that has the usage and no choices. */
  readonly includeUsage: boolean;
  /** Of the request, beside those of its replies. */
  readonly warnings?: readonly Warning[];
}

/** The frame that ends a stream without errors. */
export const doneFrame = "data: [DONE]\n\n";

/**
 * Replies as they are written, as frames of `chat.completion.chunk`. The terminal frame is `[DONE]` or an error's frame;
 * then there is no `[DONE]`: a reply that broke off must not look finished.
 */
export async function* mapChatChunks(
  events: AsyncIterable<ChoiceEvent>,
  head: CompletionHead,
  { requestId, choices, includeUsage, warnings = [] }: ChunkOptions,
): FrameSource {
  const usages: Usage[] = [];
  let model = "";

  // Runs once a token: one object, one JSON.stringify.
  const frame = (written: readonly unknown[], more?: object): string =>
    `data: ${JSON.stringify({
      id: head.id,
      object: "chat.completion.chunk",
      created: head.created,
      model,
      system_fingerprint: head.system_fingerprint,
      choices: written,
      usage: includeUsage ? null : undefined,
      ...more,
    })}\n\n`;

  for await (const event of events) {
    const { choice = 0 } = event;
    switch (event.type) {
      case "start":
        model = event.model;
        yield frame([startChoice(choice)], { repartee: startProvenance(event) });
        break;
      case "text-delta":
        if (event.text !== "" || event.logprobs !== undefined) yield frame([textChoice(choice, event)]);
        break;
      case "reasoning-delta":
        yield frame([reasoningChoice(choice, event.text)]);
        break;
      case "tool-call-delta":
        yield frame([toolCallChoice(choice, event)]);
        break;
      case "finish":
        usages[choice] = event.usage;
        yield frame([finishChoice(choice, event)], {
          repartee: finishProvenance({ ...event, warnings: [...warnings, ...event.warnings] }),
        });
        break;
      case "error":
        return toErrorFrame(event.error, requestId);
      default: // progress, for which OpenAI's streams have no chunk
    }
  }
  if (Object.keys(usages).length < choices) {
    throw new ReparteeError("internal", "A reply ended without a terminal event");
  }
  const usage = includeUsage ? frame([], { usage: toCompletionUsage(usageOfChoices(usages)) }) : "";
  return usage + doneFrame;
}

function startChoice(index: number): object {
  return { index, delta: { role: "assistant", content: "" }, logprobs: null, finish_reason: null };
}

function textChoice(index: number, { text, logprobs }: TextDeltaEvent): object {
  return {
    index,
    delta: { content: text },
    logprobs: logprobs === undefined ? null : toChatLogprobs(logprobs),
    finish_reason: null,
  };
}

function reasoningChoice(index: number, text: string): object {
  return { index, delta: { reasoning_content: text }, logprobs: null, finish_reason: null };
}

function toolCallChoice(choice: number, { index, id, name, argumentsDelta }: ToolCallDeltaEvent): object {
  const type = id === undefined ? undefined : "function";
  const call = { index, id, type, function: { name, arguments: argumentsDelta } };
  return { index: choice, delta: { tool_calls: [call] }, logprobs: null, finish_reason: null };
}

function finishChoice(index: number, { finishReason, complete }: ReplyFinishEvent): object {
  return { index, delta: {}, logprobs: null, finish_reason: toFinishReason(finishReason, complete) };
}
