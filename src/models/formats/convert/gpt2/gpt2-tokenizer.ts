/**
 * GPT-2's tokenizer as GGUF metadata. Its tokens are spelled byte by byte in visible characters, in `vocab.json` as in
 * GGUF; tokens that were added later are spelled as they are.
 */
import { z } from "zod";
import { readValue } from "../../../../schema/index.ts";
import type { Gpt2Config } from "./gpt2-config.ts";
import type { ModelFolder } from "../model-folder.ts";
import { readJsonFile, readText } from "../read-json.ts";
import { quoted, readingOf, unreadable } from "../../unreadable.ts";

export interface Gpt2Tokenizer {
  /** The index is the token's id; as many as the model has embeddings. */
  readonly tokens: readonly string[];
  /** GGUF's token types, one for each token. */
  readonly tokenTypes: readonly number[];
  /** Pairs of spelled parts, the most urgent first. */
  readonly merges: readonly string[];
  readonly bosToken: number;
  readonly eosToken: number;
}

/** `llama_token_type`. */
const normalType = 1;
const controlType = 3;
const userDefinedType = 4;
const unusedType = 5;

const endOfText = "<|endoftext|>";

/** `"a b"`, or `["a", "b"]` as newer files write it. */
const merge = z
  .union([z.string(), z.array(z.string()).transform((pair) => pair.join(" "))])
  .refine((pair) => /^\S+ \S+$/.test(pair), { error: "a pair of tokens" });

const vocabulary = z.record(z.string(), z.unknown());

/** `tokenizer.json`. */
const combinedTokenizer = z
  .object({
    model: z.object({ type: z.literal("BPE"), vocab: vocabulary, merges: z.array(merge) }),
    added_tokens: z
      .array(z.object({ content: z.string(), id: z.unknown().optional(), special: z.unknown().optional() }))
      .catch([]),
  })
  .transform(({ model, added_tokens: added }): TokenizerParts => ({
    label: "tokenizer.json",
    vocabulary: model.vocab,
    merges: model.merges,
    added: added.map(({ content, id, special }) => ({ text: content, id, isControl: special === true })),
  }));

interface TokenizerParts {
  readonly vocabulary: Readonly<Record<string, unknown>>;
  readonly merges: readonly string[];
  readonly added: readonly { readonly text: string; readonly id: unknown; readonly isControl: boolean }[];
  /** The file's name, for errors. */
  readonly label: string;
}

/** @throws ReparteeError `model_file_invalid` */
export async function readGpt2Tokenizer(files: ModelFolder["tokenizer"], config: Gpt2Config): Promise<Gpt2Tokenizer> {
  const { vocabulary: known, merges, added, label } = await readParts(files);
  const tokens: (string | undefined)[] = Array.from({ length: config.vocabularySize });
  const tokenTypes: number[] = tokens.map(() => unusedType);

  function place(text: string, id: unknown, type: number): void {
    if (typeof id !== "number" || !Number.isInteger(id) || id < 0 || id >= tokens.length) {
      const found = `token ${quoted(text)} has no id below the model's vocabulary of ${tokens.length}`;
      throw unreadable(label, found);
    }
    if (tokens[id] !== undefined && tokens[id] !== text) throw unreadable(label, `two tokens have the id ${id}`);
    tokens[id] = text;
    tokenTypes[id] = type;
  }
  for (const [text, id] of Object.entries(known)) place(text, id, text === endOfText ? controlType : normalType);
  for (const { text, id, isControl } of added) place(text, id, isControl ? controlType : userDefinedType);

  const eosToken = config.eosToken ?? tokens.indexOf(endOfText);
  if (tokens[eosToken] === undefined) throw unreadable(label, "it has no token that ends a text");
  tokenTypes[eosToken] = controlType;
  return {
    tokens: tokens.map((text, id) => text ?? `[PAD${id}]`),
    tokenTypes,
    merges,
    bosToken: config.bosToken ?? eosToken,
    eosToken,
  };
}

async function readParts(files: ModelFolder["tokenizer"]): Promise<TokenizerParts> {
  if (files.kind === "combined") return await readJsonFile(files.path, combinedTokenizer);
  const lines = (await readText(files.merges)).split(/\r?\n/);
  const added = files.added === undefined ? {} : await readJsonFile(files.added, vocabulary);
  const pairs = lines.filter((line, index) => line !== "" && !(index === 0 && line.startsWith("#version")));
  return {
    label: "vocab.json",
    vocabulary: await readJsonFile(files.vocabulary, vocabulary),
    merges: readValue(z.array(merge), pairs, readingOf("merges.txt")),
    added: Object.entries(added).map(([text, id]) => ({ text, id, isControl: true })),
  };
}
