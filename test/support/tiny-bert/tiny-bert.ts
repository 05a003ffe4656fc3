/**
 * Writes a folder as one downloads all-MiniLM-L6-v2: the same files and the same names of tensors, with tiny dimensions,
 * a vocabulary of a few words, and weights from a seed.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { float16Bits, float16Value } from "../../../src/core/float16.ts";
import { createSeededRandom } from "../../../src/testing/tiny-models/seeded-random.ts";
import { encodeSafetensors } from "../tiny-gpt2/encode-safetensors.ts";
import type { NamedTensor } from "../tiny-gpt2/tiny-gpt2.ts";

export interface TinyBertOptions {
  readonly seed: number;
  /** Default the mean of all tokens. */
  readonly pooling?: Readonly<Record<string, boolean>>;
}

export interface TinyBert {
  readonly layers: number;
  readonly embedding: number;
  readonly heads: number;
  readonly layerNormEpsilon: number;
  readonly tokens: readonly string[];
  readonly weights: ReadonlyMap<string, NamedTensor>;
}

const words = ["cat", "the", "sat", "on", "mat", "play", "##ing", "##ed", "sad", "today", "i", "am", ",", "!", "日"];
const specialTokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];

const shape = { layers: 2, embedding: 64, heads: 4, feedForward: 96, positions: 32, layerNormEpsilon: 1e-12 };

export async function writeTinyBert(folder: string, { seed, pooling }: TinyBertOptions): Promise<TinyBert> {
  const tokens = [...specialTokens, ...words];
  const weights = drawWeights(seed, tokens.length);
  const put = async (name: string, content: unknown): Promise<void> =>
    await writeFile(join(folder, name), content instanceof Uint8Array ? content : JSON.stringify(content));
  await mkdir(join(folder, "1_Pooling"), { recursive: true });
  await put("config.json", {
    model_type: "bert",
    architectures: ["BertModel"],
    hidden_act: "gelu",
    hidden_size: shape.embedding,
    intermediate_size: shape.feedForward,
    layer_norm_eps: shape.layerNormEpsilon,
    max_position_embeddings: shape.positions,
    num_attention_heads: shape.heads,
    num_hidden_layers: shape.layers,
    position_embedding_type: "absolute",
    type_vocab_size: 2,
    vocab_size: tokens.length,
  });
  await put("tokenizer.json", {
    version: "1.0",
    normalizer: { type: "BertNormalizer", lowercase: true },
    pre_tokenizer: { type: "BertPreTokenizer" },
    model: {
      type: "WordPiece",
      unk_token: "[UNK]",
      continuing_subword_prefix: "##",
      vocab: Object.fromEntries(tokens.map((token, id) => [token, id])),
    },
  });
  await put("tokenizer_config.json", { tokenizer_class: "BertTokenizer", do_lower_case: true });
  const modules = ["Transformer", "Pooling", "Normalize"];
  await put(
    "modules.json",
    modules.map((name, idx) => ({ idx, name: String(idx), type: `sentence_transformers.models.${name}` })),
  );
  await put("1_Pooling/config.json", pooling ?? { pooling_mode_cls_token: false, pooling_mode_mean_tokens: true });
  await put("model.safetensors", encodeSafetensors([...weights.values()], "F32"));
  return { ...shape, tokens, weights };
}

/** How far weights spread, chosen so that attention and position matter. */
const deviations: readonly (readonly [pattern: RegExp, deviation: number, mean: number])[] = [
  [/LayerNorm\.weight$/, 0.1, 1],
  [/bias$/, 0.1, 0],
  [/embeddings/, 0.5, 0],
  [/(query|key)\.weight$/, 0.3, 0],
  [/./, 0.15, 0],
];

function drawWeights(seed: number, vocabularySize: number): ReadonlyMap<string, NamedTensor> {
  const random = createSeededRandom(seed);
  const { embedding, feedForward, positions, layers } = shape;
  const drawn = new Map<string, NamedTensor>();
  const draw = (name: string, sizes: readonly number[]): void => {
    const [, deviation, mean] = deviations.find(([pattern]) => pattern.test(name)) ?? [/./, 0.1, 0];
    const count = sizes.reduce((product, size) => product * size, 1);
    // Halves are exact in every kind of file.
    const values = Float32Array.from({ length: count }, () =>
      float16Value(float16Bits(mean + deviation * random.normal())),
    );
    drawn.set(name, { name, shape: sizes, values });
  };
  const linear = (name: string, inputs: number, outputs: number): void => {
    draw(`${name}.weight`, [outputs, inputs]);
    draw(`${name}.bias`, [outputs]);
  };
  const norm = (name: string): void => {
    draw(`${name}.weight`, [embedding]);
    draw(`${name}.bias`, [embedding]);
  };
  draw("embeddings.word_embeddings.weight", [vocabularySize, embedding]);
  draw("embeddings.position_embeddings.weight", [positions, embedding]);
  draw("embeddings.token_type_embeddings.weight", [2, embedding]);
  norm("embeddings.LayerNorm");
  for (let layer = 0; layer < layers; layer += 1) {
    const place = `encoder.layer.${layer}`;
    for (const name of ["query", "key", "value"]) linear(`${place}.attention.self.${name}`, embedding, embedding);
    linear(`${place}.attention.output.dense`, embedding, embedding);
    norm(`${place}.attention.output.LayerNorm`);
    linear(`${place}.intermediate.dense`, embedding, feedForward);
    linear(`${place}.output.dense`, feedForward, embedding);
    norm(`${place}.output.LayerNorm`);
  }
  linear("pooler.dense", embedding, embedding);
  return drawn;
}
