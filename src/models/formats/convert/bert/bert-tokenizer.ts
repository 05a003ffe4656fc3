/**
 * A WordPiece tokenizer as GGUF metadata. llama.cpp spells a token that begins a word with a "▁" in front, where the
 * vocabulary spells one that goes on with "##".
 */
import { z } from "zod";
import { ReparteeError } from "../../../../core/errors.ts";
import { readJson } from "../../../../schema/index.ts";
import { quoted, unreadable } from "../../unreadable.ts";
import type { ModelFolder } from "../model-folder.ts";
import { readText } from "../read-json.ts";
import type { BertConfig } from "./bert-config.ts";

export interface BertTokenizer {
  /** The index is the token's id; as many as the model has embeddings. */
  readonly tokens: readonly string[];
  /** GGUF's token types, one for each token. */
  readonly tokenTypes: readonly number[];
  readonly special: Readonly<Record<SpecialToken, number>>;
}

export type SpecialToken = "[CLS]" | "[SEP]" | "[PAD]" | "[UNK]" | "[MASK]";

/** `llama_token_type`. */
const normalType = 1;
const controlType = 3;
const unusedType = 5;

const label = "tokenizer.json";

const tokenizerSchema = z.object({
  model: z.object({
    type: z.literal("WordPiece"),
    vocab: z.record(z.string(), z.number()),
    continuing_subword_prefix: z.literal("##").default("##"),
  }),
  normalizer: z.object({ type: z.literal("BertNormalizer"), lowercase: z.boolean().default(true) }),
});

/** @throws ReparteeError `model_file_invalid`; `model_load_failed` for a tokenizer that llama.cpp does not have. */
export async function readBertTokenizer(files: ModelFolder["tokenizer"], config: BertConfig): Promise<BertTokenizer> {
  if (files.kind !== "combined") throw unreadable(label, "a BERT needs it, and there is none");
  const { model, normalizer } = readJson(tokenizerSchema, await readText(files.path), {
    code: "model_file_invalid",
    source: label,
  });
  if (!normalizer.lowercase) {
    throw new ReparteeError("model_load_failed", "Cannot convert this BERT: it tells upper case from lower case", {
      hint: "llama.cpp's tokenizer reads all text in lower case. Use an uncased model, or this one's ONNX files.",
    });
  }
  const tokens: (string | undefined)[] = Array.from({ length: config.vocabularySize });
  for (const [text, id] of Object.entries(model.vocab)) {
    if (!Number.isInteger(id) || id < 0 || id >= tokens.length) {
      throw unreadable(label, `token ${quoted(text)} has no id below the model's vocabulary of ${tokens.length}`);
    }
    if (tokens[id] !== undefined) throw unreadable(label, `two tokens have the id ${id}`);
    tokens[id] = text;
  }
  const idOf = (text: SpecialToken): number => {
    const id = model.vocab[text];
    if (id === undefined) throw unreadable(label, `it has no token ${text}`);
    return id;
  };
  const special = {
    "[CLS]": idOf("[CLS]"),
    "[SEP]": idOf("[SEP]"),
    "[PAD]": idOf("[PAD]"),
    "[UNK]": idOf("[UNK]"),
    "[MASK]": idOf("[MASK]"),
  };
  const controls = new Set(Object.values(special));
  return {
    tokens: tokens.map((text, id) => (text === undefined ? `[PAD${id}]` : controls.has(id) ? text : spelled(text))),
    tokenTypes: tokens.map((text, id) =>
      text === undefined ? unusedType : controls.has(id) ? controlType : normalType,
    ),
    special,
  };
}

function spelled(text: string): string {
  return text.startsWith("##") ? text.slice(2) : `\u2581${text}`;
}
