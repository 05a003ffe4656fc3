import { z } from "zod";
import { noUsage } from "../../core/usage.ts";
import type { Usage } from "../../core/usage.ts";

export interface CompletionUsage {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly total_tokens: number;
  /** Tokens that were reused from an earlier request instead of being evaluated. */
  readonly prompt_tokens_details: { readonly cached_tokens: number };
}

export const completionUsageSchema: z.ZodType<CompletionUsage> = z.object({
  prompt_tokens: z.int(),
  completion_tokens: z.int(),
  total_tokens: z.int(),
  prompt_tokens_details: z.object({
    cached_tokens: z.int().describe("Tokens reused from an earlier request instead of being evaluated."),
  }),
});

/** The usage of replies to one prompt: their prompt counts once, as the first one read it. */
export function usageOfChoices(usages: readonly Usage[]): Usage {
  const { promptTokens, cachedTokens } = usages[0] ?? noUsage;
  return { promptTokens, cachedTokens, completionTokens: usages.reduce((sum, one) => sum + one.completionTokens, 0) };
}

export function toCompletionUsage({ promptTokens, completionTokens, cachedTokens }: Usage): CompletionUsage {
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
    prompt_tokens_details: { cached_tokens: cachedTokens },
  };
}
