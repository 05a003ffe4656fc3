import type { Token } from "node-llama-cpp";
import { ReparteeError } from "../../core/errors.ts";

/**
 * Ids from a caller as tokens of a model: one that the model does not have would end the process inside llama.cpp.
 * @throws ReparteeError `invalid_request`.
 */
export function ownTokens(ids: readonly number[], vocabularySize: number | undefined): Token[] {
  const foreign = ids.find((id) => !Number.isInteger(id) || id < 0 || id >= (vocabularySize ?? 0));
  if (foreign === undefined) return ids.map((id) => id as Token);
  const message = `Cannot read token ${foreign}: this model's tokens are 0 to ${(vocabularySize ?? 0) - 1}`;
  throw new ReparteeError("invalid_request", message, {
    param: "prompt",
    hint: "Send text, or ids of this model's own tokenizer (POST /tokenize)",
  });
}
