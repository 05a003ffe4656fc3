/**
 * Which files of a downloaded repository make a model.
 */
import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { ReparteeError } from "../../../core/errors.ts";

/** All are whole paths. */
export interface ModelFolder {
  readonly config: string;
  readonly weights: string;
  /** One of the two is there. */
  readonly tokenizer:
    | { readonly kind: "vocabulary"; readonly vocabulary: string; readonly merges: string; readonly added?: string }
    | { readonly kind: "combined"; readonly path: string };
  /** `tokenizer_config.json`. */
  readonly tokenizerConfig?: string;
  /** Of a sentence-transformers model: `modules.json` and `1_Pooling/config.json`. */
  readonly modules?: string;
  readonly pooling?: string;
}

/** In the order of preference: safetensors needs no unpickling. */
const weightFiles = ["model.safetensors", "pytorch_model.bin"] as const;

/** @throws ReparteeError `model_file_missing`, which names the file. */
export async function findModelFiles(folder: string): Promise<ModelFolder> {
  const names = new Set(await readdir(folder).catch((cause: unknown) => Promise.reject(noFolder(folder, cause))));
  const path = (name: string): string => join(folder, name);
  const weights = weightFiles.find((name) => names.has(name));
  if (!names.has("config.json")) throw missing(folder, "config.json", names);
  if (weights === undefined) throw missing(folder, weightFiles.join(" or "));
  const hasVocabulary = names.has("vocab.json") && names.has("merges.txt");
  if (!hasVocabulary && !names.has("tokenizer.json")) {
    throw missing(folder, "vocab.json with merges.txt, or tokenizer.json");
  }
  return {
    config: path("config.json"),
    weights: path(weights),
    tokenizer: hasVocabulary
      ? {
          kind: "vocabulary",
          vocabulary: path("vocab.json"),
          merges: path("merges.txt"),
          ...(names.has("added_tokens.json") ? { added: path("added_tokens.json") } : {}),
        }
      : { kind: "combined", path: path("tokenizer.json") },
    ...(names.has("tokenizer_config.json") ? { tokenizerConfig: path("tokenizer_config.json") } : {}),
    ...(names.has("modules.json") ? { modules: path("modules.json") } : {}),
    ...(existsSync(path(poolingFile)) ? { pooling: path(poolingFile) } : {}),
  };
}

const poolingFile = join("1_Pooling", "config.json");

/** Everything that decides what the conversion gives, but for the weights. */
export function descriptionFiles(folder: ModelFolder): readonly string[] {
  const { config, tokenizer, tokenizerConfig, modules, pooling } = folder;
  const texts =
    tokenizer.kind === "combined"
      ? [tokenizer.path]
      : [tokenizer.vocabulary, tokenizer.merges, ...(tokenizer.added === undefined ? [] : [tokenizer.added])];
  const optional = [tokenizerConfig, modules, pooling].filter((path) => path !== undefined);
  return [config, ...texts, ...optional];
}

function missing(folder: string, file: string, names: ReadonlySet<string> = new Set()): ReparteeError {
  const message = `Cannot convert the model in ${basename(folder)}: it has no ${file}.`;
  const gguf = [...names].toSorted().find((name) => /\.gguf$/i.test(name));
  return new ReparteeError("model_file_missing", message, {
    hint:
      gguf === undefined
        ? "Download the whole repository, or point to a .gguf file instead."
        : `Point to a .gguf file in it instead, such as ${join(folder, gguf)}.`,
  });
}

function noFolder(path: string, cause: unknown): ReparteeError {
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  const reasons: Readonly<Record<string, string>> = {
    ENOENT: "there is no such folder",
    ENOTDIR: "it is a file, and none whose name ends in .gguf",
    EACCES: "this user may not read it",
  };
  const reason = typeof code === "string" ? (reasons[code] ?? code) : String(cause);
  return new ReparteeError("model_file_missing", `Cannot read the model folder ${path}: ${reason}`, {
    hint: "Give the path of a .gguf file, or of a folder with a model in it.",
    cause,
  });
}
