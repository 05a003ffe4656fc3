import { z } from "zod";
import { ReparteeError } from "../../../../core/errors.ts";
import { numberBetween, readValue, wholeNumber } from "../../../../schema/index.ts";
import { unreadable } from "../../unreadable.ts";
import type { JsonObject } from "../read-json.ts";

/** The numbers that make a BERT encoder. */
export interface BertConfig {
  readonly layers: number;
  readonly embedding: number;
  readonly heads: number;
  readonly feedForward: number;
  /** Tokens. */
  readonly contextLength: number;
  readonly vocabularySize: number;
  /** Kinds of segments: a question's and an answer's. */
  readonly segmentTypes: number;
  readonly layerNormEpsilon: number;
}

export function isBert({ model_type: type }: JsonObject): boolean {
  return type === "bert";
}

/** What is absent has the default of the transformers library. */
const configSchema = z.object({
  num_hidden_layers: wholeNumber(1, 512),
  hidden_size: wholeNumber(1, 16_384),
  num_attention_heads: wholeNumber(1, 1024),
  intermediate_size: wholeNumber(1, 65_536),
  max_position_embeddings: wholeNumber(1, 131_072),
  vocab_size: wholeNumber(1, 1_000_000),
  type_vocab_size: wholeNumber(1, 1024).default(2),
  layer_norm_eps: numberBetween(0, 1).default(1e-12),
});

/** Settings that change what the model computes, with the only values that llama.cpp computes. */
const fixedSettings: Readonly<Record<string, readonly unknown[]>> = {
  hidden_act: ["gelu", "gelu_new", "gelu_pytorch_tanh"],
  position_embedding_type: ["absolute"],
  is_decoder: [false],
};

/** @throws ReparteeError `model_file_invalid`; `model_load_failed` for a variant that llama.cpp cannot run. */
export function readBertConfig(description: JsonObject): BertConfig {
  for (const [name, known] of Object.entries(fixedSettings)) {
    const found = description[name] ?? known[0];
    if (!known.includes(found)) throw unknownVariant(name, found, known);
  }
  const config = readValue(configSchema, description, { code: "model_file_invalid", source: "config.json" });
  const { hidden_size: embedding, num_attention_heads: heads } = config;
  if (embedding % heads !== 0) {
    throw unreadable("config.json", `num_attention_heads ${heads} does not divide hidden_size ${embedding}`);
  }
  return {
    layers: config.num_hidden_layers,
    embedding,
    heads,
    feedForward: config.intermediate_size,
    contextLength: config.max_position_embeddings,
    vocabularySize: config.vocab_size,
    segmentTypes: config.type_vocab_size,
    layerNormEpsilon: config.layer_norm_eps,
  };
}

function unknownVariant(name: string, found: unknown, known: readonly unknown[]): ReparteeError {
  const shown = (JSON.stringify(found) ?? "absent").slice(0, 80);
  const message = `Cannot convert this BERT: ${name} is ${shown}, llama.cpp runs ${known.join(", ")}`;
  return new ReparteeError("model_load_failed", message, { hint: "Use another model, or its ONNX files." });
}
