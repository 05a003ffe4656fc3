/** The fields that requests for chat and plain completions have in common. */
import { z } from "zod";
import { bySamplingField, bySamplingName, type SamplingOptions } from "../../core/sampling.ts";
import { numberBetween, numberInRange, wholeNumber } from "../../schema/index.ts";

export const modelName: z.ZodString = z.string().min(1).max(256);
const tokenId = z.string().regex(/^\d{1,10}$/, { error: "a token id, a whole number from 0, as the key" });

/** As far as any client's "no limit"; the context window bounds it further. 0 asks for the prompt to be read, no more. */
export const tokenLimit = z.union([z.literal(-1), wholeNumber(0, 2 ** 31 - 1)], {
  error: "a whole number from 0, or -1 for no limit",
});

/** How the next token is chosen, in OpenAI's words and llama.cpp's. Every range is bounded. */
export const samplingShape = {
  ...bySamplingField((rule) => numberInRange(rule).nullish().describe(rule.description)),
  seed: z
    .number()
    .refine(Number.isInteger, { error: "a whole number" })
    .nullish()
    .describe("Same seed, same request, same model: same reply. Folded to 32 bits."),
  logit_bias: z
    .record(tokenId, numberBetween(-100, 100))
    .refine((bias) => Object.keys(bias).length <= 1024, { error: "at most 1024 keys" })
    .nullish()
    .describe("Token id → what is added to its logit, -100 to 100."),
};

/** Repartee's own additions to a request. */
export const reparteeField = z
  .object({
    fallback: z
      .enum(["template", "none"])
      .nullish()
      .describe("The end of the chain. `template`: a written reply; `none`: an error."),
    models: z.array(modelName).max(8).nullish().describe("Models to try after the requested one, in this order."),
  })
  .nullish();

export const completionShape = {
  model: modelName.nullish().describe("Absent: the server's default model."),
  stream: z.boolean().nullish(),
  stream_options: z.object({ include_usage: z.boolean().nullish() }).nullish(),
  max_tokens: tokenLimit.nullish(),
  stop: z
    .union([z.string().max(256), z.array(z.string().max(256)).max(16)], {
      error: "a string or an array of at most 16 strings",
    })
    .nullish()
    .describe("The reply ends before the first of these texts."),
  n: wholeNumber(1, 16).nullish().describe("How many replies."),
  user: z.string().nullish().describe("Whose the reply is that is stored for an Idempotency-Key; otherwise not used."),
  repartee: reparteeField,
  ...samplingShape,
};

const completionFields = z.object(completionShape);
export type CompletionFields = z.infer<typeof completionFields>;
type SamplingFields = Pick<CompletionFields, keyof typeof samplingShape>;

const fieldNames = Object.entries(bySamplingName(({ field }) => field));

/** `choice` is the reply's index among `n`: each has a seed of its own. */
export function toSampling(fields: SamplingFields, choice: number): SamplingOptions {
  return {
    ...Object.fromEntries(fieldNames.map(([name, field]) => [name, fields[field] ?? undefined])),
    seed: fields.seed == null ? undefined : toUnsigned32(fields.seed + choice),
    logitBias: fields.logit_bias ?? undefined,
  };
}

/** OpenAI's seeds are wider than engines' and may be negative. `%` keeps the sign, and `>>>` alone loses precision. */
function toUnsigned32(seed: number): number {
  return Math.trunc(seed % 2 ** 32) >>> 0;
}

/** An empty text stops nothing. */
export function toStop(stop: CompletionFields["stop"]): readonly string[] | undefined {
  const texts = (typeof stop === "string" ? [stop] : (stop ?? [])).filter((text) => text !== "");
  return texts.length === 0 ? undefined : texts;
}

/** -1 is local clients' word for "no limit". No engine writes less than a token: of 0 it is dropped (`withoutText`). */
export function toMaxTokens(limit: number | null | undefined): number | undefined {
  return limit == null || limit === -1 ? undefined : Math.max(1, limit);
}
