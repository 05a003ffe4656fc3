/** What the answers of chat and plain completions have in common. */
import { randomBytes } from "node:crypto";
import { z } from "zod";
import type { FinishReason } from "../../core/generate-event.ts";
import { noUsage, type Usage } from "../../core/usage.ts";

/** The same in every chunk of one completion. */
export interface CompletionHead {
  readonly id: string;
  /** Seconds since 1970. */
  readonly created: number;
  /** Changes with the version of Repartee, as the same seed may then give another reply. */
  readonly system_fingerprint: string;
}

export function createCompletionHead(prefix: "chatcmpl" | "cmpl", version: string): CompletionHead {
  return {
    id: `${prefix}-${randomBytes(15).toString("base64url").replaceAll(/[-_]/g, "0")}`,
    created: Math.floor(Date.now() / 1000),
    system_fingerprint: `repartee-${version}`,
  };
}

export const finishReasonSchema = z.enum(["stop", "length", "tool_calls"]);
type OpenAiFinishReason = z.infer<typeof finishReasonSchema>;

/** A reply that broke off gets `length`: OpenAI's one word for "there would have been more". */
export function toFinishReason(reason: FinishReason, complete: boolean): OpenAiFinishReason {
  if (!complete || reason === "cancelled" || reason === "length") return "length";
  return reason === "tool-calls" ? "tool_calls" : "stop";
}

export const completionUsageSchema = z.object({
  prompt_tokens: z.int(),
  completion_tokens: z.int(),
  total_tokens: z.int(),
  prompt_tokens_details: z.object({
    cached_tokens: z.int().describe("Tokens reused from an earlier request instead of being evaluated."),
  }),
});

export type CompletionUsage = z.infer<typeof completionUsageSchema>;

/** The usage of several replies to one prompt: the prompt counts once, as the first one read it. */
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
