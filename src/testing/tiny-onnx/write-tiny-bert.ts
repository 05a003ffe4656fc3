import { bertGraph } from "./bert-graph.ts";
import { writeModelFolder } from "./model-folder.ts";
import { randomWeights } from "./tiny-weights.ts";
import { createTinyTokenizer } from "./tokenizer-files.ts";

export interface TinyBertOptions {
  readonly seed: number;
  /** Tokens. Default 64. */
  readonly positions?: number;
  /** The content of `1_Pooling/config.json`. Default the mean of all tokens. */
  readonly pooling?: Readonly<Record<string, boolean>>;
}

/** Writes a sentence-transformers repository with a tiny BERT in ONNX form. */
export async function writeTinyBert(folder: string, options: TinyBertOptions): Promise<void> {
  const { positions = 64, pooling = { pooling_mode_mean_tokens: true } } = options;
  const tokenizer = createTinyTokenizer({ specialTokens: ["[PAD]", "[CLS]", "[SEP]"], around: ["[CLS]", "[SEP]"] });
  const shape = { layers: 2, width: 32, heads: 2, vocabularySize: tokenizer.tokens.length, positions };
  await writeModelFolder(folder, {
    json: {
      "config.json": {
        model_type: "bert",
        architectures: ["BertModel"],
        num_hidden_layers: shape.layers,
        num_attention_heads: shape.heads,
        hidden_size: shape.width,
        max_position_embeddings: positions,
        vocab_size: shape.vocabularySize,
      },
      "modules.json": [
        { idx: 0, name: "0", path: "", type: "sentence_transformers.models.Transformer" },
        { idx: 1, name: "1", path: "1_Pooling", type: "sentence_transformers.models.Pooling" },
      ],
      "1_Pooling/config.json": { word_embedding_dimension: shape.width, ...pooling },
      "tokenizer.json": tokenizer.json,
      "tokenizer_config.json": {
        tokenizer_class: "BertTokenizer",
        cls_token: "[CLS]",
        sep_token: "[SEP]",
        pad_token: "[PAD]",
        unk_token: "[PAD]",
        model_max_length: positions,
      },
    },
    graphs: { "onnx/model.onnx": bertGraph(shape, randomWeights(options.seed)) },
  });
}
