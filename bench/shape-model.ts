/**
 * Writes a GGUF file with the true shape and quantization of a known model and random weights: it runs at the speed of
 * the real one and needs no download. Llama 3.2 in Q4_K_M: 1B is 0.8 GB, 3B 2.0 GB. It answers with made-up words and
 * as good as never ends its turn.
 */
import { existsSync } from "node:fs";
import { mkdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { encodeWeights } from "#repartee/models/formats/gguf/write/encode-weights.js";
import { string } from "#repartee/models/formats/gguf/write/metadata.js";
import { createBlockSource, type BlockSource, type RandomBlockType } from "./random-blocks.ts";
import { writeGguf, type Tensor } from "#repartee/models/formats/gguf/write/write-gguf.js";
import {
  createVocabulary,
  vocabularyMetadata,
  type Vocabulary,
} from "#repartee/testing/tiny-models/byte-level-vocabulary.js";
import { tinyChatTemplate } from "#repartee/testing/tiny-models/chat-template.js";
import { commonWords } from "#repartee/testing/tiny-models/common-words.js";
import {
  llamaLayerTensors,
  llamaMetadata,
  type LayerTensorOutline,
  type LlamaShape,
} from "#repartee/testing/tiny-models/llama-shape.js";
import { createSeededRandom } from "#repartee/testing/tiny-models/seeded-random.js";

const llama32 = {
  contextLength: 131_072,
  vocabularySize: 128_256,
  ropeBase: 500_000,
  keyValueHeads: 8,
  feedForward: 8192,
};

export const modelShapes = {
  "llama-3.2-1b": { ...llama32, layers: 16, embedding: 2048, heads: 32 },
  "llama-3.2-3b": { ...llama32, layers: 28, embedding: 3072, heads: 24 },
} as const satisfies Readonly<Record<string, LlamaShape>>;

export type ShapeName = keyof typeof modelShapes;

/** Standard deviation of the logits: varied text at temperature 0.8, and far from infinite. */
const LOGIT_DEVIATION = 2;

/** The file of a shape, under `.cache/models`; written once. */
export async function prepareShapeModel(shape: ShapeName): Promise<string> {
  const folder = join(".cache", "models");
  const path = join(folder, `${shape}-random-Q4_K_M.gguf`);
  if (existsSync(path)) return path;
  process.stderr.write(`writing ${path} (once)\n`);
  await mkdir(folder, { recursive: true });
  await writeShapeModel(`${path}.part`, shape);
  await rename(`${path}.part`, path);
  return path;
}

/**
 * The same shape gives the same file.
 *
 * @throws RangeError when a width of the shape is not a multiple of 256, the block of these quantizations.
 */
export async function writeShapeModel(path: string, shape: ShapeName | LlamaShape): Promise<void> {
  const name = typeof shape === "string" ? shape : "shape-model";
  const llama = typeof shape === "string" ? modelShapes[shape] : shape;
  const { embedding, feedForward, vocabularySize } = llama;
  const random = createSeededRandom(embedding);
  const source = (type: RandomBlockType, deviation: number): BlockSource => createBlockSource(type, deviation, random);
  /* Rows of these lengths keep the size of what they read, so that no layer drowns the others or overflows. */
  const streamReaders = { Q4_K: source("Q4_K", embedding ** -0.5), Q6_K: source("Q6_K", embedding ** -0.5) };
  const innerReaders = { Q4_K: source("Q4_K", feedForward ** -0.5), Q6_K: source("Q6_K", feedForward ** -0.5) };

  const layerTensor = (outline: LayerTensorOutline, layer: number): Tensor => {
    if (outline.role === "attn_norm" || outline.role === "ffn_norm") return ones(outline.name, embedding);
    const readers = outline.role === "ffn_down" ? innerReaders : streamReaders;
    const type = layerTensorType(outline, layer, llama.layers);
    return quantized(outline.name, type, outline.shape, readers[type]);
  };

  await writeGguf(path, {
    metadata: {
      ...llamaMetadata(llama, name),
      ...vocabularyMetadata(paddedVocabulary(vocabularySize)),
      "tokenizer.chat_template": string(tinyChatTemplate),
    },
    tensors: [
      /* Llama 3.2 has no output matrix of its own: the embeddings are read a second time. */
      quantized(
        "token_embd.weight",
        "Q6_K",
        [embedding, vocabularySize],
        source("Q6_K", LOGIT_DEVIATION * embedding ** -0.5),
      ),
      ropeFactors(llama),
      ...Array.from({ length: llama.layers }, (_, layer) =>
        llamaLayerTensors(llama, layer).map((outline) => layerTensor(outline, layer)),
      ).flat(),
      ones("output_norm.weight", embedding),
    ],
  });
}

/**
 * The mix that llama.cpp calls Q4_K_M: 4 bits, but 6 for the values and the feed-forward output of the first and last
 * eighth of the layers and of every third one between.
 */
function layerTensorType({ role }: LayerTensorOutline, layer: number, layers: number): RandomBlockType {
  const eighth = Math.floor(layers / 8);
  const precise = layer < eighth || layer >= Math.floor((7 * layers) / 8) || (layer - eighth) % 3 === 2;
  return precise && (role === "attn_v" || role === "ffn_down") ? "Q6_K" : "Q4_K";
}

/** A byte-level vocabulary filled up with made-up words, which generate as text. */
function paddedVocabulary(size: number): Vocabulary {
  const base = createVocabulary({ words: commonWords });
  const missing = size - base.tokens.length;
  if (missing < 0) throw new RangeError(`A vocabulary needs at least ${base.tokens.length} tokens, got ${size}`);
  const padding: Uint8Array[] = [];
  for (let number = 0; padding.length < missing; number++) {
    const word = Buffer.from(madeUpWord(number), "utf8");
    if (base.idOfBytes(word) === undefined) padding.push(word);
  }
  return createVocabulary({ words: commonWords, pieces: padding });
}

/** A space and syllables, another word for each number. */
function madeUpWord(number: number): string {
  const consonants = "bdfgklmnprstvz";
  const vowels = "aeiou";
  let word = "";
  for (let rest = number + 75; rest > 0; rest = Math.floor(rest / (consonants.length * vowels.length))) {
    const syllable = rest % (consonants.length * vowels.length);
    word += consonants.charAt(Math.floor(syllable / vowels.length)) + vowels.charAt(syllable % vowels.length);
  }
  return ` ${word}`;
}

/** How Llama 3.2 stretches its slow rotations from 8,192 tokens to 131,072, as the divisor of each frequency. */
function ropeFactors({ embedding, heads, ropeBase }: LlamaShape): Tensor {
  const stretch = 32;
  const trainedLength = 8192;
  const highFrequencyTurns = 4;
  const headWidth = embedding / heads;
  const factors = Float32Array.from({ length: headWidth / 2 }, (_, index) => {
    const turns = trainedLength / (2 * Math.PI * ropeBase ** ((2 * index) / headWidth));
    if (turns > highFrequencyTurns) return 1;
    if (turns < 1) return stretch;
    const unstretched = (turns - 1) / (highFrequencyTurns - 1);
    return 1 / ((1 - unstretched) / stretch + unstretched);
  });
  return floats("rope_freqs.weight", factors);
}

function quantized(name: string, type: RandomBlockType, shape: readonly number[], source: BlockSource): Tensor {
  return { name, type, shape, data: () => source.read(shape.reduce((product, size) => product * size, 1)) };
}

function ones(name: string, length: number): Tensor {
  return floats(name, new Float32Array(length).fill(1));
}

function floats(name: string, values: Float32Array): Tensor {
  return { name, type: "F32", shape: [values.length], data: () => [encodeWeights("F32", values)] };
}
