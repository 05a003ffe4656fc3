/**
 * Writes a folder as one downloads DialoGPT-small: the same files and the same names of tensors, with tiny dimensions
 * and weights from a seed. What old versions stored along (attention masks, a second copy of the token embedding) is in
 * it as well. All weights are halves, so that every kind of file holds exactly the same numbers.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { float16Bits, float16Value } from "../../../src/core/float16.ts";
import { createVocabulary } from "../../../src/testing/tiny-models/byte-level-vocabulary.ts";
import { commonWords } from "../../../src/testing/tiny-models/common-words.ts";
import { createSeededRandom } from "../../../src/testing/tiny-models/seeded-random.ts";
import { encodeSafetensors } from "./encode-safetensors.ts";
import { encodeTorchLegacy } from "./encode-torch-legacy.ts";
import { encodeTorchZip } from "./encode-torch-zip.ts";

export interface TinyGpt2Options {
  readonly seed: number;
  readonly file: "safetensors" | "torch-zip" | "torch-legacy";
  readonly elementType: "F32" | "F16";
  /** Default 64: two blocks of quantized weights. */
  readonly embedding?: number;
  /** Names that begin with `transformer.`, as a model with its output layer has them. Default true. */
  readonly prefixed?: boolean;
  /** One `tokenizer.json` in place of `vocab.json` and `merges.txt`. Default false. */
  readonly combinedTokenizer?: boolean;
}

export interface NamedTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** What a reference needs to compute the same. */
export interface TinyGpt2 {
  readonly layers: number;
  readonly embedding: number;
  readonly heads: number;
  readonly contextLength: number;
  readonly layerNormEpsilon: number;
  /** Spelled; the index is the token's id. */
  readonly tokens: readonly string[];
  readonly endOfText: number;
  /** Token ids of words with their leading space, each one token. */
  readonly idOfWord: (word: string) => number;
  /** Without the prefix. */
  readonly weights: ReadonlyMap<string, NamedTensor>;
}

const layers = 2;
const heads = 2;
const contextLength = 128;
const endOfTextToken = "<|endoftext|>";

/** How far weights spread, chosen so that attention and position matter and that likely tokens are clearly ahead. */
const deviations: readonly (readonly [pattern: RegExp, deviation: number, mean: number])[] = [
  [/^wte/, 0.5, 0],
  [/^wpe/, 0.3, 0],
  [/ln_.*weight$/, 0.1, 1],
  [/bias$/, 0.1, 0],
  [/c_attn/, 0.2, 0],
  [/./, 0.15, 0],
];

/** @returns the model that was written to `folder`, which is made where it is missing. */
export async function writeTinyGpt2(folder: string, options: TinyGpt2Options): Promise<TinyGpt2> {
  const vocabulary = createVocabulary({ words: commonWords });
  const endOfText = vocabulary.controlIds["<|begin_of_text|>"];
  const tokens = [...vocabulary.tokens.slice(0, endOfText), endOfTextToken];
  const embedding = options.embedding ?? 64;
  const weights = drawWeights(options.seed, embedding, tokens.length);

  await mkdir(folder, { recursive: true });
  const put = async (name: string, content: string | Uint8Array): Promise<void> =>
    await writeFile(join(folder, name), content);
  await put("config.json", JSON.stringify(describe(embedding, tokens.length)));
  if (options.combinedTokenizer === true) {
    await put("tokenizer.json", JSON.stringify(combinedTokenizer(tokens, vocabulary.merges)));
  } else {
    await put("vocab.json", JSON.stringify(Object.fromEntries(tokens.map((token, id) => [token, id]))));
    await put("merges.txt", ["#version: 0.2", ...vocabulary.merges, ""].join("\n"));
  }
  const prefix = options.prefixed === false ? "" : "transformer.";
  const stored = [...weights.values(), ...extras(weights)].map((tensor) =>
    tensor.name.startsWith("lm_head") ? tensor : { ...tensor, name: prefix + tensor.name },
  );
  if (options.file === "safetensors") {
    await put("model.safetensors", encodeSafetensors(stored, options.elementType));
  } else {
    const encode = options.file === "torch-zip" ? encodeTorchZip : encodeTorchLegacy;
    await put("pytorch_model.bin", encode(stored, options.elementType));
  }
  return {
    layers,
    embedding,
    heads,
    contextLength,
    layerNormEpsilon: 1e-5,
    tokens,
    endOfText,
    idOfWord: (word) => vocabulary.idOfBytes(Buffer.from(word)) ?? -1,
    weights,
  };
}

function describe(embedding: number, vocabularySize: number): Record<string, unknown> {
  const endOfText = vocabularySize - 1;
  return {
    activation_function: "gelu_new",
    architectures: ["GPT2LMHeadModel"],
    bos_token_id: endOfText,
    eos_token_id: endOfText,
    layer_norm_epsilon: 1e-5,
    model_type: "gpt2",
    n_ctx: contextLength,
    n_embd: embedding,
    n_head: heads,
    n_layer: layers,
    n_positions: contextLength,
    vocab_size: vocabularySize,
  };
}

function combinedTokenizer(tokens: readonly string[], merges: readonly string[]): Record<string, unknown> {
  const vocab = Object.fromEntries(tokens.map((token, id) => [token, id]));
  return {
    version: "1.0",
    added_tokens: [{ id: tokens.length - 1, content: endOfTextToken, special: true }],
    model: { type: "BPE", vocab, merges: merges.map((merge) => merge.split(" ")) },
  };
}

function drawWeights(seed: number, embedding: number, vocabularySize: number): Map<string, NamedTensor> {
  const random = createSeededRandom(seed);
  const weights = new Map<string, NamedTensor>();
  const draw = (name: string, ...shape: number[]): void => {
    const [, deviation, mean] = deviations.find(([pattern]) => pattern.test(name)) ?? [/./, 0, 0];
    const length = shape.reduce((product, size) => product * size, 1);
    const values = Float32Array.from({ length }, () => half(mean + random.normal() * deviation));
    weights.set(name, { name, shape, values });
  };
  draw("wte.weight", vocabularySize, embedding);
  quietenBytes(weights.get("wte.weight")?.values ?? new Float32Array(), embedding);
  draw("wpe.weight", contextLength, embedding);
  for (let layer = 0; layer < layers; layer++) {
    const linear = (name: string, inputs: number, outputs: number): void => {
      draw(`h.${layer}.${name}.weight`, inputs, outputs);
      draw(`h.${layer}.${name}.bias`, outputs);
    };
    draw(`h.${layer}.ln_1.weight`, embedding);
    draw(`h.${layer}.ln_1.bias`, embedding);
    linear("attn.c_attn", embedding, 3 * embedding);
    linear("attn.c_proj", embedding, embedding);
    draw(`h.${layer}.ln_2.weight`, embedding);
    draw(`h.${layer}.ln_2.bias`, embedding);
    linear("mlp.c_fc", embedding, 4 * embedding);
    linear("mlp.c_proj", 4 * embedding, embedding);
  }
  draw("ln_f.weight", embedding);
  draw("ln_f.bias", embedding);
  return weights;
}

/** Makes the tokens of single bytes beyond ASCII unlikely: replies are whole characters then. */
function quietenBytes(wte: Float32Array, embedding: number): void {
  for (let index = 0x80 * embedding; index < 0x100 * embedding; index++) wte[index] = half((wte[index] ?? 0) / 8);
}

function half(value: number): number {
  return float16Value(float16Bits(value));
}

/** What is in such files and not in the model. */
function extras(weights: ReadonlyMap<string, NamedTensor>): NamedTensor[] {
  const wte = weights.get("wte.weight");
  const mask = Float32Array.from({ length: contextLength ** 2 }, (_, index) =>
    index % contextLength <= Math.floor(index / contextLength) ? 1 : 0,
  );
  return [
    ...Array.from({ length: layers }, (_, layer): NamedTensor[] => [
      { name: `h.${layer}.attn.bias`, shape: [1, 1, contextLength, contextLength], values: mask },
      { name: `h.${layer}.attn.masked_bias`, shape: [], values: Float32Array.of(-10_000) },
    ]).flat(),
    ...(wte === undefined ? [] : [{ ...wte, name: "lm_head.weight" }]),
  ];
}
