/**
 * Writes a Llama with random weights: real architecture, real tokenizer, diverse nonsense as its answer. The same seed
 * gives the same file. It never ends its turn by itself, so that every length limit is reached, and it can spell any
 * bytes, so that grammars (JSON schema) and label scores work on it.
 *
 * The default shape takes about 0.4 ms a token through node-llama-cpp on one core. `{ embedding: 512, layers: 6 }` makes
 * that a few milliseconds, but takes seconds to write; `writeScriptedLlama` with `idleMegabytes` has slow tokens at once.
 */
import { encodeWeights } from "../../models/formats/gguf/write/encode-weights.ts";
import { string } from "../../models/formats/gguf/write/metadata.ts";
import { writeGguf, type Tensor } from "../../models/formats/gguf/write/write-gguf.ts";
import { createVocabulary, vocabularyMetadata, type Vocabulary } from "./byte-level-vocabulary.ts";
import { tinyChatTemplate } from "./chat-template.ts";
import { commonWords } from "./common-words.ts";
import { llamaLayerTensors, llamaMetadata, ones, type LayerTensorOutline, type LlamaShape } from "./llama-shape.ts";
import { createSeededRandom, type SeededRandom } from "./seeded-random.ts";

export interface RandomLlamaOptions {
  readonly seed: number;
  readonly layers?: number;
  /** Width of the residual stream; `heads` divides it. */
  readonly embedding?: number;
  readonly heads?: number;
  readonly keyValueHeads?: number;
  readonly feedForward?: number;
  /** Tokens. */
  readonly contextLength?: number;
  /** Jinja text; `null` writes a model without a template. */
  readonly chatTemplate?: string | null;
  /** `general.name`. */
  readonly name?: string;
  /** Type of the layers' matrices; `F16` where absent. Of Q4_1, widths are multiples of 32. */
  readonly layerType?: "F16" | "Q4_1";
}

/**
 * One dimension of the residual stream is the same for every token and is never written by a layer. What the output
 * layer reads from it is a constant added to each token's logit, which a Llama has no other place for.
 */
const BIAS_DIMENSION = 0;
const BIAS_INPUT = 2;
/** Standard deviation of the logits apart from the bias: varied at temperature 0.8, and no token certain. */
const LOGIT_DEVIATION = 2.5;

export async function writeRandomLlama(path: string, options: RandomLlamaOptions): Promise<void> {
  const random = createSeededRandom(options.seed);
  const vocabulary = createVocabulary({ words: commonWords });
  const shape = shapeOf(options, vocabulary);
  const { embedding, layers } = shape;
  const chatTemplate = options.chatTemplate === undefined ? tinyChatTemplate : options.chatTemplate;
  const biases = vocabulary.tokens.map((token, id) => logitBias(token, id, vocabulary));

  await writeGguf(path, {
    metadata: {
      ...llamaMetadata(shape, options.name ?? "tiny-random-llama"),
      ...vocabularyMetadata(vocabulary),
      ...(chatTemplate === null ? {} : { "tokenizer.chat_template": string(chatTemplate) }),
    },
    tensors: [
      matrix("token_embd.weight", [embedding, shape.vocabularySize], () => {
        const row = normalRow(random, embedding, 1);
        row[BIAS_DIMENSION] = BIAS_INPUT;
        return row;
      }),
      ...Array.from({ length: layers }, (_, layer) => llamaLayerTensors(shape, layer))
        .flat()
        .map((outline) => layerTensor(outline, random, options.layerType)),
      ones("output_norm.weight", embedding),
      matrix("output.weight", [embedding, shape.vocabularySize], (token) => {
        const row = normalRow(random, embedding, LOGIT_DEVIATION / Math.sqrt(embedding));
        row[BIAS_DIMENSION] = biases[token] ?? 0;
        return row;
      }),
    ],
  });
}

function shapeOf(options: RandomLlamaOptions, vocabulary: Vocabulary): LlamaShape {
  const embedding = options.embedding ?? 64;
  const heads = options.heads ?? Math.max(1, Math.floor(embedding / 32));
  return {
    layers: options.layers ?? 2,
    embedding,
    heads,
    keyValueHeads: options.keyValueHeads ?? (heads % 2 === 0 ? heads / 2 : heads),
    feedForward: options.feedForward ?? embedding * 2,
    contextLength: options.contextLength ?? 2048,
    vocabularySize: vocabulary.tokens.length,
    ropeBase: 10_000,
  };
}

/**
 * Readable text is likelier than single bytes. What closes a JSON string, list or object is likely enough to come soon;
 * white space of its own is not, or a grammar's optional line feeds would go on and on. The end of a turn is out of
 * reach in free text (e^-20) but beats what a finished grammar still allows.
 */
function logitBias(token: string, id: number, vocabulary: Vocabulary): number {
  if (id >= vocabulary.controlIds["<|begin_of_text|>"]) {
    return id === vocabulary.controlIds["<|eot_id|>"] ? -20 : -60;
  }
  if (/^[ĠĊčĉ]+$/.test(token)) return -40;
  if (token === '"') return 3.5;
  if (token === "]" || token === "}") return 1;
  if (id >= 256) return 0;
  return id >= 0x20 && id < 0x7f ? -1.5 : -5;
}

function layerTensor(
  { name, role, shape }: LayerTensorOutline,
  random: SeededRandom,
  type: MatrixType = "F16",
): Tensor {
  const [rowLength = 1] = shape;
  if (role === "attn_norm" || role === "ffn_norm") return ones(name, rowLength);
  const writesStream = role === "attn_output" || role === "ffn_down";
  /* Queries and keys are made large enough for attention to prefer some places to others. */
  const gain = role === "attn_q" || role === "attn_k" ? 2 : 1;
  const rowAt = (rowIndex: number): Float32Array =>
    writesStream && rowIndex === BIAS_DIMENSION
      ? new Float32Array(rowLength)
      : normalRow(random, rowLength, gain / Math.sqrt(rowLength));
  return matrix(name, shape, rowAt, type);
}

type MatrixType = NonNullable<RandomLlamaOptions["layerType"]>;

function matrix(
  name: string,
  shape: readonly number[],
  rowAt: (row: number) => Float32Array,
  type: MatrixType = "F16",
): Tensor {
  const [, rows = 1] = shape;
  return {
    name,
    type,
    shape,
    *data() {
      for (let row = 0; row < rows; row++) yield encodeWeights(type, rowAt(row));
    },
  };
}

function normalRow(random: SeededRandom, length: number, deviation: number): Float32Array {
  const row = new Float32Array(length);
  for (let index = 0; index < length; index++) row[index] = random.normal() * deviation;
  return row;
}
