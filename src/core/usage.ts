/** Tokens that a reply took, counted with the model's own tokenizer. */
export interface Usage {
  /** Tokens of the prompt, the chat template's own included. */
  readonly promptTokens: number;
  /** Tokens generated, an end-of-turn token and those of a stop text included. */
  readonly completionTokens: number;
  /** How many of `promptTokens` were reused from an earlier request instead of being evaluated. */
  readonly cachedTokens: number;
}

export const noUsage: Usage = { promptTokens: 0, completionTokens: 0, cachedTokens: 0 };

/** The sum of two usages, as for a request with several choices. */
export function addUsage(a: Usage, b: Usage): Usage {
  return {
    promptTokens: a.promptTokens + b.promptTokens,
    completionTokens: a.completionTokens + b.completionTokens,
    cachedTokens: a.cachedTokens + b.cachedTokens,
  };
}
