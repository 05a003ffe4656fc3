import { z } from "zod";
import type { Nullish } from "./nullish.ts";

/** What chat and plain completions have in common, beside sampling. */
export interface CompletionFields {
  readonly model?: string | null | undefined;
  readonly stream?: boolean | null | undefined;
  readonly stream_options?: { readonly include_usage?: boolean | null | undefined } | null | undefined;
  readonly max_tokens?: number | null | undefined;
  readonly stop?: string | readonly string[] | null | undefined;
  readonly n?: number | null | undefined;
  readonly user?: string | null | undefined;
  readonly repartee?: ReparteeFields | null | undefined;
}

/** Repartee's own additions to OpenAI's requests. */
export interface ReparteeFields {
  /** `template`: never an error while the server runs, a written reply stands at the end. */
  readonly fallback?: "template" | "none" | null | undefined;
  /** Models to try after the one that was asked for, in this order. */
  readonly models?: readonly string[] | null | undefined;
}

const modelName = z.string().min(1).max(256);
const stopText = z.string().min(1).max(256);

/** `max_tokens` reaches as far as any client's "no limit"; the context window bounds it further. */
export const tokenLimit: z.ZodType<number> = z
  .number()
  .min(1)
  .max(2 ** 31 - 1)
  .int();

export const completionShape: {
  readonly model: Nullish<string>;
  readonly stream: Nullish<boolean>;
  readonly stream_options: Nullish<{ readonly include_usage?: boolean | null | undefined }>;
  readonly max_tokens: Nullish<number>;
  readonly stop: Nullish<string | readonly string[]>;
  readonly n: Nullish<number>;
  readonly user: Nullish<string>;
  readonly repartee: Nullish<ReparteeFields>;
} = {
  model: modelName.nullish().describe("Absent: the server's default model."),
  stream: z.boolean().nullish(),
  stream_options: z.object({ include_usage: z.boolean().nullish() }).nullish(),
  max_tokens: tokenLimit.nullish(),
  stop: z
    .union([stopText, z.array(stopText).min(1).max(4)], { error: "a string or an array of 1–4 strings" })
    .nullish()
    .describe("The reply ends before the first of these texts."),
  n: z.int().min(1).max(8).nullish().describe("How many replies."),
  user: z.string().nullish().describe("Accepted and not used."),
  repartee: z
    .object({
      fallback: z.enum(["template", "none"]).nullish().describe("What stands at the end when no model can answer."),
      models: z.array(modelName).max(8).nullish().describe("Models to try after the one that was asked for."),
    })
    .nullish(),
};

export function toStop(stop: CompletionFields["stop"]): { readonly stop?: readonly string[] } {
  if (stop == null) return {};
  return { stop: typeof stop === "string" ? [stop] : stop };
}
