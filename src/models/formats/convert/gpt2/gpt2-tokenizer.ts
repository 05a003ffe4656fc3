/**
 * GPT-2's tokenizer as GGUF metadata. Its tokens are spelled byte by byte in visible characters, in `vocab.json` as in
 * GGUF; tokens that were added later are spelled as they are.
 */
import type { Gpt2Config } from "./gpt2-config.ts";
import type { ModelFolder } from "../model-folder.ts";
import { isJsonRecord, type JsonRecord, readJsonRecord, readText } from "../read-json.ts";
import { quoted, unreadable } from "../../unreadable.ts";

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

interface TokenizerParts {
  readonly vocabulary: JsonRecord;
  readonly merges: readonly unknown[];
  readonly added: readonly AddedToken[];
  /** The file's name, for errors. */
  readonly label: string;
}

interface AddedToken {
  readonly text: string;
  readonly id: unknown;
  readonly isControl: boolean;
}

/** @throws ReparteeError `model_file_invalid` */
export async function readGpt2Tokenizer(files: ModelFolder["tokenizer"], config: Gpt2Config): Promise<Gpt2Tokenizer> {
  const { vocabulary, merges, added, label } = await readParts(files);
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
  for (const [text, id] of Object.entries(vocabulary)) place(text, id, text === endOfText ? controlType : normalType);
  for (const { text, id, isControl } of added) place(text, id, isControl ? controlType : userDefinedType);

  const eosToken = config.eosToken ?? tokens.indexOf(endOfText);
  if (tokens[eosToken] === undefined) throw unreadable(label, "it has no token that ends a text");
  tokenTypes[eosToken] = controlType;
  return {
    tokens: tokens.map((text, id) => text ?? `[PAD${id}]`),
    tokenTypes,
    merges: merges.map((merge) => readMerge(merge, label)),
    bosToken: config.bosToken ?? eosToken,
    eosToken,
  };
}

async function readParts(files: ModelFolder["tokenizer"]): Promise<TokenizerParts> {
  if (files.kind === "combined") return combinedParts(await readJsonRecord(files.path));
  const lines = (await readText(files.merges)).split(/\r?\n/);
  const added = files.added === undefined ? {} : await readJsonRecord(files.added);
  return {
    label: "vocab.json",
    vocabulary: await readJsonRecord(files.vocabulary),
    merges: lines.filter((line, index) => line !== "" && !(index === 0 && line.startsWith("#version"))),
    added: Object.entries(added).map(([text, id]) => ({ text, id, isControl: true })),
  };
}

function combinedParts({ model, added_tokens: added }: JsonRecord): TokenizerParts {
  const label = "tokenizer.json";
  if (
    !isJsonRecord(model) ||
    model["type"] !== "BPE" ||
    !isJsonRecord(model["vocab"]) ||
    !Array.isArray(model["merges"])
  ) {
    throw unreadable(label, "it holds no BPE vocabulary");
  }
  const tokens: unknown[] = Array.isArray(added) ? added : [];
  return {
    label,
    vocabulary: model["vocab"],
    merges: model["merges"],
    added: tokens.map((token) => {
      if (!isJsonRecord(token) || typeof token["content"] !== "string")
        throw unreadable(label, "an added token has no text");
      return { text: token["content"], id: token["id"], isControl: token["special"] === true };
    }),
  };
}

/** `"a b"`, or `["a", "b"]` as newer files write it. */
function readMerge(merge: unknown, label: string): string {
  const text = Array.isArray(merge) ? merge.join(" ") : merge;
  if (typeof text === "string" && /^\S+ \S+$/.test(text)) return text;
  throw unreadable(label, "one of its merges is no pair");
}
