import type { ReplyRequest } from "../../serving/serving.ts";
import type { Chain } from "../replies/choose-models.ts";
import { toSampling, toStop } from "./completion-fields.ts";
import type { CompletionRequest } from "./completion-request-schema.ts";

/** As at OpenAI, and unlike in chat: clients that leave it out expect a short continuation. */
const defaultMaxTokens = 16;

export function promptsOf({ prompt }: CompletionRequest): readonly string[] {
  return typeof prompt === "string" ? [prompt] : prompt;
}

/** OpenAI's request in Repartee's words: `n` requests a prompt, those of one prompt adjacent. */
export function convertCompletionRequest(
  body: CompletionRequest,
  requestId: string,
  chain: Chain,
): readonly ReplyRequest[] {
  const choicesPerPrompt = body.n ?? 1;
  const prompts = promptsOf(body);
  const total = prompts.length * choicesPerPrompt;
  return prompts.flatMap((text, promptIndex) =>
    Array.from({ length: choicesPerPrompt }, (_, choice) => ({
      ...chain,
      requestId: total === 1 ? requestId : `${requestId}#${promptIndex * choicesPerPrompt + choice}`,
      generate: {
        input: { kind: "text" as const, text },
        sampling: toSampling(body, choice),
        maxTokens: body.max_tokens === -1 ? undefined : (body.max_tokens ?? defaultMaxTokens),
        stop: toStop(body.stop),
        logprobs: body.logprobs == null ? undefined : { top: body.logprobs },
      },
    })),
  );
}
