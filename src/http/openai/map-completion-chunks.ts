import { ReparteeError } from "../../core/errors.ts";
import type { ScoredToken } from "../../core/tokens.ts";
import type { Usage } from "../../core/usage.ts";
import { toErrorFrame } from "../error-body.ts";
import type { FrameSource } from "../event-stream.ts";
import type { ChoiceEvent } from "../replies/choices.ts";
import { toCompletionUsage, toFinishReason, type CompletionHead } from "./completion-answer.ts";
import { toCompletionLogprobs } from "./completion-logprobs.ts";
import { doneFrame } from "./map-chat-chunks.ts";
import type { ChunkOptions } from "./map-chat-chunks.ts";
import { echoedPrompt, echoedTokens, usageOfPrompts } from "./map-completion-reply.ts";
import type { PromptLayout } from "./map-completion-reply.ts";
import { finishProvenance, startProvenance } from "../replies/provenance.ts";

/** Replies as they are written, as frames of `text_completion`; ends as `mapChatChunks` does. */
export async function* mapCompletionChunks(
  events: AsyncIterable<ChoiceEvent>,
  head: CompletionHead,
  layout: PromptLayout,
  { requestId, choices, includeUsage }: ChunkOptions,
): FrameSource {
  const usages: Usage[] = [];
  const lengths: number[] = [];
  let model = "";

  const frame = (written: readonly object[], more?: object): string =>
    `data: ${JSON.stringify({
      id: head.id,
      object: "text_completion",
      created: head.created,
      model,
      system_fingerprint: head.system_fingerprint,
      choices: written,
      usage: includeUsage ? null : undefined,
      ...more,
    })}\n\n`;

  const chunk = (index: number, text: string, tokens?: readonly ScoredToken[]): object => {
    const offset = lengths[index] ?? 0;
    lengths[index] = offset + text.length;
    const logprobs = tokens === undefined ? null : toCompletionLogprobs(tokens, offset);
    return { index, text, logprobs, finish_reason: null };
  };

  for await (const event of events) {
    const { choice = 0 } = event;
    switch (event.type) {
      case "start":
        model = event.model;
        yield frame([chunk(choice, echoedPrompt(layout, choice), echoedTokens(layout, choice))], {
          repartee: startProvenance(event),
        });
        break;
      case "text-delta":
        if (event.text !== "" || event.logprobs !== undefined) yield frame([chunk(choice, event.text, event.logprobs)]);
        break;
      case "finish": {
        usages[choice] = event.usage;
        const finished = { ...chunk(choice, ""), finish_reason: toFinishReason(event.finishReason, event.complete) };
        yield frame([finished], { repartee: finishProvenance(event) });
        break;
      }
      case "error":
        return toErrorFrame(event.error, requestId);
      default: // progress, for which OpenAI's streams have no chunk
    }
  }
  if (Object.keys(usages).length < choices) {
    throw new ReparteeError("internal", "A reply ended without a terminal event");
  }
  const usage = toCompletionUsage(usageOfPrompts(usages, layout.choicesPerPrompt));
  return (includeUsage ? frame([], { usage }) : "") + doneFrame;
}
