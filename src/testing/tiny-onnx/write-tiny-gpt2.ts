import { gpt2Graph } from "./gpt2-graph.ts";
import { writeModelFolder } from "./model-folder.ts";
import { tinyParts, type TinyAnswers } from "./tiny-answers.ts";

const END = "<|endoftext|>";

export interface TinyGpt2Options {
  readonly answers: TinyAnswers;
  /** Tokens; as many as the position table has. Default 1024. */
  readonly contextLength?: number;
  /** What config.json claims; a wrong claim makes a broken model. Default `contextLength`. */
  readonly claimedContextLength?: number;
  /** Marked as DialoGPT is, which makes its turns end with `<|endoftext|>`. Default true. */
  readonly conversational?: boolean;
  /** Jinja text, in tokenizer_config.json. Default none. */
  readonly chatTemplate?: string;
  /** Copies of the graph under the names of other precisions, such as `["_quantized"]`. Default `[""]`. */
  readonly suffixes?: readonly string[];
  /** Becomes generation_config.json, beside the end token. */
  readonly generation?: Readonly<Record<string, unknown>>;
}

/** Writes a repository with a tiny GPT-2 in ONNX form: `config.json`, the tokenizer and `onnx/model.onnx`. */
export async function writeTinyGpt2(folder: string, options: TinyGpt2Options): Promise<void> {
  const { contextLength = 1024, conversational = true, suffixes = [""], chatTemplate } = options;
  const tokenizerOptions = { specialTokens: [END], endToken: END };
  const { tokenizer, shape, weights } = tinyParts(options.answers, tokenizerOptions, contextLength);
  const endId = tokenizer.idOfSpecial(END);
  const claimed = options.claimedContextLength ?? contextLength;
  const graph = gpt2Graph(shape, weights);
  await writeModelFolder(folder, {
    json: {
      "config.json": {
        model_type: "gpt2",
        architectures: ["GPT2LMHeadModel"],
        n_layer: shape.layers,
        n_head: shape.heads,
        n_embd: shape.width,
        n_positions: claimed,
        n_ctx: claimed,
        vocab_size: shape.vocabularySize,
        bos_token_id: endId,
        eos_token_id: endId,
        ...(conversational ? { task_specific_params: { conversational: { max_length: 1000 } } } : {}),
      },
      "generation_config.json": { bos_token_id: endId, eos_token_id: endId, ...options.generation },
      "tokenizer.json": tokenizer.json,
      "tokenizer_config.json": {
        tokenizer_class: "GPT2Tokenizer",
        bos_token: END,
        eos_token: END,
        unk_token: END,
        model_max_length: claimed,
        chat_template: chatTemplate,
      },
    },
    graphs: Object.fromEntries(suffixes.map((suffix) => [`onnx/model${suffix}.onnx`, graph])),
  });
}
