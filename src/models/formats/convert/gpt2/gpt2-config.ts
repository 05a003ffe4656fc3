import { z } from "zod";
import { checkValue } from "../../../../schema/read-value.ts";
import { readValue, wholeNumber } from "../../../../schema/index.ts";
import { readingOf, unreadable } from "../../unreadable.ts";

const label = "config.json";

/** Names of the same number in other versions of the transformers library. */
const otherNames: Readonly<Record<string, readonly string[]>> = {
  n_embd: ["hidden_size"],
  n_head: ["num_attention_heads"],
  n_layer: ["num_hidden_layers"],
  n_positions: ["max_position_embeddings", "n_ctx"],
};

/** The numbers that make a GPT-2. What is absent has the default of the transformers library. */
const gpt2Description = z
  .object({
    n_layer: wholeNumber(1, 512),
    n_embd: wholeNumber(1, 16_384),
    n_head: wholeNumber(1, 1024),
    n_inner: wholeNumber(1, 65_536).nullish(),
    n_positions: wholeNumber(1, 131_072),
    vocab_size: wholeNumber(1, 1_000_000),
    layer_norm_epsilon: z.number().gt(0).lt(1).default(1e-5),
    tie_word_embeddings: z.unknown().optional(),
    bos_token_id: z.int().min(0).optional().catch(undefined),
    eos_token_id: z.int().min(0).optional().catch(undefined),
  })
  .transform((found) => {
    const token = (id: number | undefined): number | undefined => ((id ?? 0) < found.vocab_size ? id : undefined);
    return {
      layers: found.n_layer,
      /** Width of the residual stream. */
      embedding: found.n_embd,
      heads: found.n_head,
      feedForward: found.n_inner ?? 4 * found.n_embd,
      /** Tokens. */
      contextLength: found.n_positions,
      vocabularySize: found.vocab_size,
      layerNormEpsilon: found.layer_norm_epsilon,
      /** The output layer is the token embedding. */
      hasTiedOutput: found.tie_word_embeddings !== false,
      /** Absent: the tokenizer's `<|endoftext|>`. */
      bosToken: token(found.bos_token_id),
      eosToken: token(found.eos_token_id),
    };
  });

export type Gpt2Config = Readonly<z.infer<typeof gpt2Description>>;

const gpt2Kind = z.union([
  z.object({ model_type: z.literal("gpt2") }),
  z.object({ architectures: z.array(z.unknown()).refine((names) => names.includes("GPT2LMHeadModel")) }),
]);

export function isGpt2(config: unknown): boolean {
  return checkValue(gpt2Kind, config).problems === undefined;
}

/** Settings that change what the model computes, with the only values that llama.cpp computes. */
const runnableVariant = z.object({
  /** This approximation of GELU (by tanh) and no other. */
  activation_function: z.enum(["gelu_new", "gelu_pytorch_tanh", "gelu_fast"]).optional(),
  scale_attn_weights: z.literal(true).nullish(),
  scale_attn_by_inverse_layer_idx: z.literal(false).nullish(),
  add_cross_attention: z.literal(false).nullish(),
});

/** @throws ReparteeError `model_file_invalid`; `model_load_failed` for a variant that llama.cpp cannot run. */
export function readGpt2Config(config: Readonly<Record<string, unknown>>): Gpt2Config {
  const source = "Cannot convert this GPT-2";
  readValue(runnableVariant, config, { code: "model_load_failed", source, hint: "Use another model." });
  const named = { ...config };
  for (const [name, others] of Object.entries(otherNames))
    named[name] ??= others.map((one) => config[one]).find(Boolean);
  const found = readValue(gpt2Description, named, readingOf(label));
  const { embedding, heads } = found;
  if (embedding % heads === 0) return found;
  throw unreadable(label, `n_head: expected a divisor of n_embd, which is ${embedding}, got ${heads}`);
}
