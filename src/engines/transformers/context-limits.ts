import type { LoadOptions } from "../../core/engine.ts";
import { ReparteeError } from "../../core/errors.ts";
import { firstNumber } from "./config-values.ts";
import type { ModelFamily } from "./families.ts";
import type { ModelFolder } from "./model-folder.ts";
import type { Prompt } from "./prompt.ts";

/** How many tokens a model can take; what is behind its last position makes an evaluation fail. */
export interface ContextLimits {
  /** Prompt and reply together. */
  readonly windowTokens: number;
  /** The prompt alone: of an encoder, its own positions. */
  readonly promptTokens: number;
  /** The reply with what it begins with: of an encoder-decoder, the decoder's positions. */
  readonly replyTokens: number;
  readonly trainedTokens: number;
}

/** Used where nothing was asked for: as much as a small box has memory for. */
const defaultContextSize = 4096;

const positionKeys = ["max_position_embeddings", "n_positions", "n_ctx", "max_sequence_length", "max_seq_len"];

/** @throws ReparteeError `model_load_failed` when more was asked for than the model was trained on. */
export function contextLimits(
  family: ModelFamily,
  { config }: ModelFolder,
  { contextSize, contextSizeLimit = defaultContextSize }: Pick<LoadOptions, "contextSize" | "contextSizeLimit">,
  modelName: string,
): ContextLimits {
  const isEncoded = family.kind === "encoder-decoder";
  const positions = firstNumber(config, positionKeys) ?? family.positions ?? defaultContextSize;
  const trainedTokens = isEncoded ? 2 * positions : positions;
  if (contextSize !== undefined && contextSize > trainedTokens) {
    const message = `Cannot load model "${modelName}": a context of ${contextSize} tokens was asked for, it was trained on ${trainedTokens}`;
    throw new ReparteeError("model_load_failed", message, { hint: "Set context_size to that number or less." });
  }
  const windowTokens = contextSize ?? Math.min(trainedTokens, contextSizeLimit);
  return {
    windowTokens,
    promptTokens: Math.min(windowTokens, positions),
    replyTokens: isEncoded ? positions : windowTokens,
    trainedTokens,
  };
}

/**
 * The tokens left for the reply.
 * @throws ReparteeError `context_length_exceeded` with `n_prompt_tokens` and `n_ctx` when there is no room for one.
 */
export function roomForReply(prompt: Prompt, limits: ContextLimits): number {
  const room = Math.min(limits.windowTokens - prompt.tokenCount, limits.replyTokens - prompt.replyPrefixIds.length);
  if (room >= 1 && prompt.ids.length <= limits.promptTokens) return room;
  throw new ReparteeError(
    "context_length_exceeded",
    `Cannot answer: the prompt has ${prompt.tokenCount} tokens, this model reads ${limits.promptTokens}, and ${limits.windowTokens} with the reply`,
    {
      param: "messages",
      hint: "Send fewer or shorter messages.",
      facts: { n_prompt_tokens: prompt.tokenCount, n_ctx: limits.promptTokens },
    },
  );
}
