/**
 * Writes a Llama with hand-set weights that answers every chat prompt with one fixed script, then ends its turn: a real
 * model file whose reply is known, for tests of everything around the model.
 *
 * How it works: the layers add nothing (their output weights are zero), so the next token depends on the last one only.
 * Each token's embedding is one-hot: dimension 0 for a token outside the script, dimension p + 1 for piece p. The output
 * layer reads dimension p as "piece p comes next", and the dimension of the last piece as "end of turn".
 *
 * Invariants: after a token outside the script (such as the end of the generation prompt) comes piece 0; after piece p
 * comes piece p + 1, whatever came before; the right token's logit is {@link LOGIT_GAP} above all others.
 */
import { encodeWeights } from "../../models/formats/gguf/write/encode-weights.ts";
import { string } from "../../models/formats/gguf/write/metadata.ts";
import { writeGguf, type Tensor } from "../../models/formats/gguf/write/write-gguf.ts";
import { createVocabulary, vocabularyMetadata } from "./byte-level-vocabulary.ts";
import { tinyChatTemplate } from "./chat-template.ts";
import { commonWords } from "./common-words.ts";
import { llamaLayerTensors, llamaMetadata, ones, type LayerTensorOutline, type LlamaShape } from "./llama-shape.ts";
import { cutScript, encodePieces, type ScriptPiece } from "./script-pieces.ts";

export interface ScriptedLlamaOptions {
  /** What the model answers. */
  readonly script: string;
  /**
   * How the script is cut into tokens: text, or bytes where a character is to be split, as in
   * `["caf", [0xc3], [0xa9], "!"]`. All different. Default: at word starts.
   */
  readonly pieces?: readonly ScriptPiece[];
  /** `false` starts the script again instead of ending the turn: an answer without end. Default `true`. */
  readonly eos?: boolean;
  /**
   * Idle weights that each token has to read, roughly, in MB (10^6 bytes); 10 MB make a token about 1 ms slower. Zeros:
   * on file systems with sparse files they take no disk. Default 0.
   */
  readonly idleMegabytes?: number;
  /** Tokens. Default 2048. */
  readonly contextLength?: number;
  /** Jinja text; `null` writes a model without a template. The last token of its prompts must not be a piece. */
  readonly chatTemplate?: string | null;
  /** `general.name`. */
  readonly name?: string;
}

/**
 * At temperature 1 a wrong token has a chance of e^-60, at 2 of e^-30. Below 100, so that a caller's logit bias of -100
 * still bans a token.
 */
const LOGIT_GAP = 60;
/** The last token of a rendered prompt: the model must read it as "begin", so it cannot be a place in the script. */
const PROMPT_END = "\n\n";
/** Width of an attention head; the stream is a multiple of it. */
const HEAD_WIDTH = 64;
/** Heads of a model with idle weights: wide enough that their work is in few layers. */
const IDLE_HEADS = 8;
/** Gate, up and down. */
const MATRICES_OF_FEED_FORWARD = 3;
/** F16. */
const BYTES_PER_WEIGHT = 2;

/**
 * @throws RangeError when the pieces are not all different, do not spell the script, or one is the text that ends
 * every prompt.
 */
export async function writeScriptedLlama(path: string, options: ScriptedLlamaOptions): Promise<void> {
  const pieces = encodePieces(options.script, options.pieces ?? cutScript(options.script));
  const vocabulary = createVocabulary({ words: commonWords, pieces });
  const pieceIds = pieces.map((piece) => idOfPiece(piece, vocabulary.idOfBytes));
  const endId = options.eos === false ? pieceIds[0] : vocabulary.controlIds["<|eot_id|>"];
  const dimensionOfToken = new Map(pieceIds.map((id, position) => [id, position + 1]));
  const dimensionsCalling = new Map<number | undefined, number[]>();
  [...pieceIds, endId].forEach((id, dimension) => {
    dimensionsCalling.set(id, [...(dimensionsCalling.get(id) ?? []), dimension]);
  });
  const shape = shapeOf(pieces.length, vocabulary.tokens.length, options);
  const { embedding, vocabularySize } = shape;
  /* The final norm scales a one-hot vector of this width to the root of the width. */
  const outputWeight = LOGIT_GAP / Math.sqrt(embedding);
  const chatTemplate = options.chatTemplate === undefined ? tinyChatTemplate : options.chatTemplate;

  await writeGguf(path, {
    metadata: {
      ...llamaMetadata(shape, options.name ?? "tiny-scripted-llama"),
      ...vocabularyMetadata(vocabulary),
      ...(chatTemplate === null ? {} : { "tokenizer.chat_template": string(chatTemplate) }),
    },
    tensors: [
      sparseRows("token_embd.weight", embedding, vocabularySize, 1, (id) => [dimensionOfToken.get(id) ?? 0]),
      ...Array.from({ length: shape.layers }, (_, layer) => llamaLayerTensors(shape, layer))
        .flat()
        .map(idleTensor),
      ones("output_norm.weight", embedding),
      sparseRows("output.weight", embedding, vocabularySize, outputWeight, (id) => dimensionsCalling.get(id) ?? []),
    ],
  });
}

function idOfPiece(piece: Uint8Array, idOfBytes: (bytes: Uint8Array) => number | undefined): number {
  const text = Buffer.from(piece).toString("utf8");
  const id = text === PROMPT_END ? undefined : idOfBytes(piece);
  if (id === undefined) {
    throw new RangeError(
      `Cannot use ${JSON.stringify(text)} as a piece: prompts end with it, so it must not be a place`,
    );
  }
  return id;
}

/**
 * Idle weights go into the feed-forward matrices of as many layers as it takes: llama.cpp's compute buffer grows with
 * the width of the widest (512 tokens of it at a time), so a layer is at most four times as wide there as the stream.
 */
function shapeOf(pieceCount: number, vocabularySize: number, options: ScriptedLlamaOptions): LlamaShape {
  const idleBytes = (options.idleMegabytes ?? 0) * 1e6;
  const heads = Math.max(Math.ceil((pieceCount + 1) / HEAD_WIDTH), idleBytes > 0 ? IDLE_HEADS : 1);
  const embedding = heads * HEAD_WIDTH;
  const idleRows = idleBytes / (MATRICES_OF_FEED_FORWARD * BYTES_PER_WEIGHT * embedding);
  const layers = Math.max(1, Math.ceil(idleRows / (4 * embedding)));
  return {
    layers,
    embedding,
    heads,
    keyValueHeads: 1,
    feedForward: Math.max(1, Math.ceil(idleRows / layers / HEAD_WIDTH)) * HEAD_WIDTH,
    contextLength: options.contextLength ?? 2048,
    vocabularySize,
    ropeBase: 10_000,
  };
}

/** The layer's norms are ones as usual; all it would add to the stream is zero. */
function idleTensor({ name, role, shape }: LayerTensorOutline): Tensor {
  if (role === "attn_norm" || role === "ffn_norm") return ones(name, shape[0] ?? 1);
  return { name, type: "F16", shape, data: "zeros" };
}

/** A matrix of zeros but for `value` in the columns that `columnsOf` names for each row. */
function sparseRows(
  name: string,
  rowLength: number,
  rows: number,
  value: number,
  columnsOf: (row: number) => readonly number[],
): Tensor {
  return {
    name,
    type: "F16",
    shape: [rowLength, rows],
    *data() {
      for (let row = 0; row < rows; row++) {
        const weights = new Float32Array(rowLength);
        for (const column of columnsOf(row)) weights[column] = value;
        yield encodeWeights("F16", weights);
      }
    },
  };
}
