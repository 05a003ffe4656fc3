import { blenderbotDecoderGraph, blenderbotEncoderGraph } from "./blenderbot-graphs.ts";
import { writeModelFolder } from "./model-folder.ts";
import { tinyParts, type TinyAnswers } from "./tiny-answers.ts";

export interface TinyBlenderbotOptions {
  readonly answers: TinyAnswers;
  /** Tokens in, and as many out. Default 128, as the published models have. */
  readonly positions?: number;
  /** What config.json claims; a wrong claim makes a broken model. Default `positions`. */
  readonly claimedPositions?: number;
  /** Becomes generation_config.json, beside the special tokens. */
  readonly generation?: Readonly<Record<string, unknown>>;
}

/**
 * Writes a repository with a tiny BlenderBot in ONNX form: `config.json`, the tokenizer, `onnx/encoder_model.onnx` and
 * `onnx/decoder_model_merged.onnx`.
 */
export async function writeTinyBlenderbot(folder: string, options: TinyBlenderbotOptions): Promise<void> {
  const { positions = 128 } = options;
  const specialTokens = ["<pad>", "<s>", "</s>"];
  const tokenizerOptions = { specialTokens, endToken: "</s>", addPrefixSpace: true };
  const { tokenizer, shape, weights } = tinyParts(options.answers, tokenizerOptions, positions);
  const ids = {
    pad_token_id: tokenizer.idOfSpecial("<pad>"),
    bos_token_id: tokenizer.idOfSpecial("<s>"),
    eos_token_id: tokenizer.idOfSpecial("</s>"),
    decoder_start_token_id: tokenizer.idOfSpecial("<s>"),
  };
  await writeModelFolder(folder, {
    json: {
      "config.json": {
        model_type: "blenderbot",
        architectures: ["BlenderbotForConditionalGeneration"],
        is_encoder_decoder: true,
        encoder_layers: shape.layers,
        decoder_layers: shape.layers,
        encoder_attention_heads: shape.heads,
        decoder_attention_heads: shape.heads,
        d_model: shape.width,
        max_position_embeddings: options.claimedPositions ?? positions,
        vocab_size: shape.vocabularySize,
        ...ids,
      },
      "generation_config.json": { ...ids, ...options.generation },
      "tokenizer.json": tokenizer.json,
      "tokenizer_config.json": {
        tokenizer_class: "BlenderbotTokenizer",
        bos_token: "<s>",
        eos_token: "</s>",
        pad_token: "<pad>",
        unk_token: "<pad>",
        add_prefix_space: true,
        model_max_length: positions,
      },
    },
    graphs: {
      "onnx/encoder_model.onnx": blenderbotEncoderGraph(shape, weights),
      "onnx/decoder_model_merged.onnx": blenderbotDecoderGraph(shape, weights),
    },
  });
}
