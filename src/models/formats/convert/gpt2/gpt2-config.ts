import { ReparteeError } from "../../../../core/errors.ts";
import type { JsonRecord } from "../read-json.ts";
import { quoted, unreadable } from "../../unreadable.ts";

/** The numbers that make a GPT-2. */
export interface Gpt2Config {
  readonly layers: number;
  /** Width of the residual stream. */
  readonly embedding: number;
  readonly heads: number;
  readonly feedForward: number;
  /** Tokens. */
  readonly contextLength: number;
  readonly vocabularySize: number;
  readonly layerNormEpsilon: number;
  /** The output layer is the token embedding. */
  readonly hasTiedOutput: boolean;
  /** Absent: the tokenizer's `<|endoftext|>`. */
  readonly bosToken?: number;
  readonly eosToken?: number;
}

const label = "config.json";

export function isGpt2(config: JsonRecord): boolean {
  const { model_type: type, architectures } = config;
  return type === "gpt2" || (Array.isArray(architectures) && architectures.includes("GPT2LMHeadModel"));
}

/** llama.cpp's GPT-2 has this approximation of GELU (by tanh) and no other. */
const activations = ["gelu_new", "gelu_pytorch_tanh", "gelu_fast"];

/** Settings that change what the model computes, with the only value that llama.cpp computes. */
const fixedSettings: Readonly<Record<string, unknown>> = {
  scale_attn_weights: true,
  scale_attn_by_inverse_layer_idx: false,
  add_cross_attention: false,
};

/**
 * What is absent has the default of the transformers library.
 * @throws ReparteeError `model_file_invalid`; `model_load_failed` for a variant that llama.cpp cannot run.
 */
export function readGpt2Config(config: JsonRecord): Gpt2Config {
  const count = (names: readonly string[], largest: number): number => {
    const value = names.map((name) => config[name]).find((found) => found !== undefined && found !== null);
    if (typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= largest) return value;
    throw unreadable(label, `${names[0]} is ${shown(value)}, wished is a number from 1 to ${largest}`);
  };
  assertKnownVariant(config);
  const embedding = count(["n_embd", "hidden_size"], 16_384);
  const heads = count(["n_head", "num_attention_heads"], 1024);
  if (embedding % heads !== 0) throw unreadable(label, `n_head ${heads} does not divide n_embd ${embedding}`);
  const { layer_norm_epsilon: epsilon = 1e-5, tie_word_embeddings: tied = true } = config;
  if (typeof epsilon !== "number" || !(epsilon > 0 && epsilon < 1)) {
    throw unreadable(label, "layer_norm_epsilon is no small number");
  }
  const vocabularySize = count(["vocab_size"], 1_000_000);
  return {
    layers: count(["n_layer", "num_hidden_layers"], 512),
    embedding,
    heads,
    feedForward: config["n_inner"] == null ? 4 * embedding : count(["n_inner"], 65_536),
    contextLength: count(["n_positions", "max_position_embeddings", "n_ctx"], 131_072),
    vocabularySize,
    layerNormEpsilon: epsilon,
    hasTiedOutput: tied !== false,
    ...tokenId(config["bos_token_id"], "bosToken", vocabularySize),
    ...tokenId(config["eos_token_id"], "eosToken", vocabularySize),
  };
}

function tokenId(
  value: unknown,
  key: "bosToken" | "eosToken",
  vocabularySize: number,
): Partial<Record<"bosToken" | "eosToken", number>> {
  const isId = typeof value === "number" && Number.isInteger(value) && value >= 0 && value < vocabularySize;
  return isId ? { [key]: value } : {};
}

function assertKnownVariant(config: JsonRecord): void {
  const { activation_function: activation = "gelu_new" } = config;
  if (typeof activation !== "string" || !activations.includes(activation)) {
    throw unknownVariant("activation_function", activation, activations.join(", "));
  }
  for (const [name, wished] of Object.entries(fixedSettings)) {
    const found = config[name] ?? wished;
    if (found !== wished) throw unknownVariant(name, found, String(wished));
  }
}

function unknownVariant(name: string, found: unknown, wished: string): ReparteeError {
  const message = `Cannot convert this GPT-2: ${name} is ${shown(found)}, llama.cpp runs ${wished}.`;
  return new ReparteeError("model_load_failed", message, { hint: "Use another model." });
}

/** A value of the file in a message. */
function shown(value: unknown): string {
  return typeof value === "string" ? quoted(value) : (JSON.stringify(value) ?? "absent").slice(0, 80);
}
