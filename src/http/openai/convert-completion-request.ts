import type { GenerateRequest } from "../../core/generate-request.ts";
import type { ScoredToken } from "../../core/tokens.ts";
import type { ReplyRequest } from "../../serving/serving.ts";
import type { Chain } from "../replies/choose-models.ts";
import { toMaxTokens, toSampling, toStop } from "./completion-fields.ts";
import type { CompletionRequest } from "./completion-request-schema.ts";

/** As at OpenAI, and unlike in chat: clients that leave it out expect a short continuation. */
const defaultMaxTokens = 16;

/** A prompt as models are asked it. */
export interface PromptText {
  readonly input: Extract<GenerateRequest["input"], { kind: "text" }>;
  /** How likely its tokens are, where they are echoed with their probabilities. */
  readonly scored?: readonly ScoredToken[];
}

/** OpenAI's request in Repartee's words: `n` requests a prompt, those of one prompt adjacent. */
export function convertCompletionRequest(
  body: CompletionRequest,
  prompts: readonly PromptText[],
  requestId: string,
  chain: Chain,
): readonly ReplyRequest[] {
  const choicesPerPrompt = body.n ?? 1;
  const total = prompts.length * choicesPerPrompt;
  return prompts.flatMap(({ input }, promptIndex) =>
    Array.from({ length: choicesPerPrompt }, (_, choice) => ({
      ...chain,
      requestId: total === 1 ? requestId : `${requestId}#${promptIndex * choicesPerPrompt + choice}`,
      generate: {
        input,
        sampling: toSampling(body, choice),
        maxTokens: toMaxTokens(body.max_tokens ?? defaultMaxTokens),
        stop: toStop(body.stop),
        logprobs: body.logprobs == null ? undefined : { top: body.logprobs },
      },
    })),
  );
}
