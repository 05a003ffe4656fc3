import { z } from "zod";
import type { SamplingOptions } from "../../core/sampling.ts";
import type { Nullish } from "./nullish.ts";

/** How the next token is picked, in OpenAI's words and llama.cpp's. */
export interface SamplingFields {
  readonly temperature?: number | null | undefined;
  readonly top_p?: number | null | undefined;
  readonly top_k?: number | null | undefined;
  readonly min_p?: number | null | undefined;
  readonly repeat_penalty?: number | null | undefined;
  readonly presence_penalty?: number | null | undefined;
  readonly frequency_penalty?: number | null | undefined;
  readonly seed?: number | null | undefined;
  readonly logit_bias?: Readonly<Record<string, number>> | null | undefined;
}

const tokenId = z.string().regex(/^\d{1,10}$/, { error: "a token id, a whole number from 0, as the key" });

/** Every range ends here: no number that a stranger chose reaches an engine unchecked. */
export const samplingShape: {
  readonly temperature: Nullish<number>;
  readonly top_p: Nullish<number>;
  readonly top_k: Nullish<number>;
  readonly min_p: Nullish<number>;
  readonly repeat_penalty: Nullish<number>;
  readonly presence_penalty: Nullish<number>;
  readonly frequency_penalty: Nullish<number>;
  readonly seed: Nullish<number>;
  readonly logit_bias: Nullish<Readonly<Record<string, number>>>;
} = {
  temperature: z.number().min(0).max(2).nullish().describe("0 picks the likeliest token each time."),
  top_p: z.number().min(0).max(1).nullish().describe("Keep the likeliest tokens that sum to this probability."),
  top_k: z.int().min(0).max(1_000_000).nullish().describe("Keep this many of the likeliest tokens; 0 keeps all."),
  min_p: z
    .number()
    .min(0)
    .max(1)
    .nullish()
    .describe("Keep tokens at least this many times as likely as the likeliest."),
  repeat_penalty: z.number().min(0.1).max(2).nullish().describe("Divides the logits of tokens seen lately; 1 is off."),
  presence_penalty: z.number().min(-2).max(2).nullish(),
  frequency_penalty: z.number().min(-2).max(2).nullish(),
  seed: z.int().nullish().describe("Same seed, same request, same model: same reply. Folded to 32 bits."),
  logit_bias: z
    .record(tokenId, z.number().min(-100).max(100))
    .refine((bias) => Object.keys(bias).length <= 1024, { error: "at most 1024 keys" })
    .nullish()
    .describe("Token id → what is added to its logit, -100 to 100."),
};

/** `choice` is the reply's place among `n`: each has a seed of its own. */
export function toSampling(fields: SamplingFields, choice: number): SamplingOptions {
  const { temperature, top_p, top_k, min_p, repeat_penalty, presence_penalty, frequency_penalty, seed } = fields;
  return {
    ...(temperature == null ? {} : { temperature }),
    ...(top_p == null ? {} : { topP: top_p }),
    ...(top_k == null ? {} : { topK: top_k }),
    ...(min_p == null ? {} : { minP: min_p }),
    ...(repeat_penalty == null ? {} : { repeatPenalty: repeat_penalty }),
    ...(presence_penalty == null ? {} : { presencePenalty: presence_penalty }),
    ...(frequency_penalty == null ? {} : { frequencyPenalty: frequency_penalty }),
    ...(seed == null ? {} : { seed: toUnsigned32(seed + choice) }),
    ...(fields.logit_bias == null ? {} : { logitBias: fields.logit_bias }),
  };
}

/** OpenAI's seeds are wider than engines' and may be negative. `%` keeps the sign, and `>>>` alone loses precision. */
function toUnsigned32(seed: number): number {
  return (seed % 2 ** 32) >>> 0;
}
