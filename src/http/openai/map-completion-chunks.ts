import { ReparteeError } from "../../core/errors.ts";
import type { GeneratedTokenLogprob } from "../../core/generate-event.ts";
import type { Usage } from "../../core/usage.ts";
import { toErrorFrame } from "../error-body.ts";
import type { FrameSource } from "../event-stream.ts";
import type { ChoiceEvent } from "./choices.ts";
import type { CompletionHead } from "./completion-head.ts";
import { toCompletionLogprobs } from "./completion-logprobs.ts";
import { toCompletionUsage } from "./completion-usage.ts";
import { toFinishReason } from "./finish-reason.ts";
import type { OpenAiFinishReason } from "./finish-reason.ts";
import { doneFrame } from "./map-chat-chunks.ts";
import type { ChunkOptions } from "./map-chat-chunks.ts";
import { echoedPrompt, usageOfPrompts } from "./map-completion-reply.ts";
import type { PromptLayout } from "./map-completion-reply.ts";
import { markFinish, markOrigin } from "./repartee-mark.ts";

/** Replies in the making as frames of `text_completion`; ends as `mapChatChunks` does. */
export async function* mapCompletionChunks(
  events: AsyncIterable<ChoiceEvent>,
  head: CompletionHead,
  layout: PromptLayout,
  { requestId, choices, includeUsage }: ChunkOptions,
): FrameSource {
  const usages: Usage[] = [];
  const lengths: number[] = [];
  let model = "";

  const frame = (pieces: readonly TextChunkChoice[], more?: object): string =>
    `data: ${JSON.stringify({
      id: head.id,
      object: "text_completion",
      created: head.created,
      model,
      system_fingerprint: head.systemFingerprint,
      choices: pieces,
      ...(includeUsage ? { usage: null } : {}),
      ...more,
    })}\n\n`;

  const piece = (index: number, text: string, tokens?: readonly GeneratedTokenLogprob[]): TextChunkChoice => {
    const offset = lengths[index] ?? 0;
    lengths[index] = offset + text.length;
    const logprobs = tokens === undefined ? null : toCompletionLogprobs(tokens, offset);
    return { index, text, logprobs, finish_reason: null };
  };

  for await (const { index, event } of events) {
    switch (event.type) {
      case "start":
        model = event.model;
        yield frame([piece(index, echoedPrompt(layout, index))], { repartee: markOrigin(event) });
        break;
      case "text-delta":
        if (event.text !== "" || event.logprobs !== undefined) yield frame([piece(index, event.text, event.logprobs)]);
        break;
      case "finish": {
        usages[index] = event.usage;
        const finished = { ...piece(index, ""), finish_reason: toFinishReason(event.finishReason, event.complete) };
        yield frame([finished], { repartee: markFinish(event) });
        break;
      }
      case "error":
        return toErrorFrame(event.error, requestId);
      default: // progress, which OpenAI's streams have no words for
    }
  }
  if (Object.keys(usages).length < choices) {
    throw new ReparteeError("internal", "A reply ended without a terminal event");
  }
  const usage = toCompletionUsage(usageOfPrompts(usages, layout.choicesPerPrompt));
  return (includeUsage ? frame([], { usage }) : "") + doneFrame;
}

interface TextChunkChoice {
  readonly index: number;
  readonly text: string;
  readonly logprobs: object | null;
  readonly finish_reason: OpenAiFinishReason | null;
}
