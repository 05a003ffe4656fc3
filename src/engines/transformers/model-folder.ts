import { readFile, readdir, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { ModelSource } from "../../core/engine.ts";
import { ReparteeError } from "../../core/errors.ts";
import { isJsonObject, type JsonObject } from "../../core/json.ts";

/** A repository on disk, as Hugging Face lays it out: what its small files say, and which graphs are there. */
export interface ModelFolder {
  /** Absolute: a relative one would be read as the name of a repository. */
  readonly path: string;
  readonly config: JsonObject;
  /** `architectures[0]`, such as `GPT2LMHeadModel`; empty where the config names none. */
  readonly architecture: string;
  /** `generation_config.json`, or what the config says of generation. */
  readonly generation: JsonObject;
  readonly tokenizerConfig: JsonObject;
  /** Jinja text, from `tokenizer_config.json` or a file of its own. */
  readonly chatTemplate: string | undefined;
  /** `1_Pooling/config.json` of sentence-transformers. */
  readonly pooling: JsonObject | undefined;
  /** `sentence_bert_config.json`. */
  readonly sentenceConfig: JsonObject;
  /** Types of the modules of sentence-transformers, such as `sentence_transformers.models.Dense`. */
  readonly moduleTypes: readonly string[];
  /** Bytes of each file in `onnx/`, by name. */
  readonly onnxFiles: ReadonlyMap<string, number>;
}

/** @throws ReparteeError `model_file_missing`, `model_file_invalid`. */
export async function readModelFolder({ name, location }: ModelSource): Promise<ModelFolder> {
  const path = resolve(location);
  const action = `Cannot load model "${name}"`;
  const onnxFiles = await listFiles(join(path, "onnx"));
  if (location === "" || onnxFiles === undefined) {
    throw new ReparteeError("model_file_missing", `${action}: there is no folder ${join(path, "onnx")}`, {
      hint: "Point to a folder with config.json, tokenizer.json and an onnx/ folder, as Hugging Face repositories have.",
    });
  }
  const read = (file: string): Promise<JsonObject | undefined> => readJsonObject(action, join(path, file));
  const config = await required(action, path, "config.json", read);
  const tokenizerConfig = await required(action, path, "tokenizer_config.json", read);
  if (!(await isFile(join(path, "tokenizer.json")))) throw missing(action, join(path, "tokenizer.json"));
  return {
    path,
    config,
    architecture: firstText(config["architectures"]),
    generation: { ...config, ...(await read("generation_config.json")) },
    tokenizerConfig,
    chatTemplate: templateOf(tokenizerConfig) ?? (await readText(join(path, "chat_template.jinja"))),
    pooling: await read("1_Pooling/config.json"),
    sentenceConfig: (await read("sentence_bert_config.json")) ?? {},
    moduleTypes: await readModuleTypes(join(path, "modules.json")),
    onnxFiles,
  };
}

async function listFiles(folder: string): Promise<ReadonlyMap<string, number> | undefined> {
  const names = await readdir(folder).catch(() => undefined);
  if (names === undefined) return undefined;
  const sizes = new Map<string, number>();
  for (const name of names.toSorted()) {
    const found = await stat(join(folder, name)).catch(() => undefined);
    if (found?.isFile() === true) sizes.set(name, found.size);
  }
  return sizes;
}

async function required(
  action: string,
  path: string,
  file: string,
  read: (file: string) => Promise<JsonObject | undefined>,
): Promise<JsonObject> {
  const content = await read(file);
  if (content === undefined) throw missing(action, join(path, file));
  return content;
}

function missing(action: string, path: string): ReparteeError {
  return new ReparteeError("model_file_missing", `${action}: there is no file ${path}`, {
    hint: "Download the whole repository, not only its onnx/ folder.",
  });
}

function firstText(list: unknown): string {
  const first: unknown = Array.isArray(list) ? list[0] : undefined;
  return typeof first === "string" ? first : "";
}

/** Undefined when there is no such file. */
async function readJsonObject(action: string, path: string): Promise<JsonObject | undefined> {
  const text = await readText(path);
  if (text === undefined) return undefined;
  const content = parse(text);
  if (isJsonObject(content)) return content;
  throw new ReparteeError("model_file_invalid", `${action}: ${path} holds no JSON object`, {
    hint: "Download the file again; it may be damaged.",
  });
}

async function readModuleTypes(path: string): Promise<readonly string[]> {
  const modules = parse((await readText(path)) ?? "[]");
  if (!Array.isArray(modules)) return [];
  return modules.flatMap((module: unknown) =>
    isJsonObject(module) && typeof module["type"] === "string" ? [module["type"]] : [],
  );
}

async function readText(path: string): Promise<string | undefined> {
  if (!(await isFile(path))) return undefined;
  return await readFile(path, "utf8");
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() === true;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** One text, or a list of named ones of which `default` is for conversations. */
function templateOf({ chat_template: template }: JsonObject): string | undefined {
  if (typeof template === "string") return template;
  if (!Array.isArray(template)) return undefined;
  const named = template.filter(isJsonObject).find(({ name }) => name === "default");
  return typeof named?.["template"] === "string" ? named["template"] : undefined;
}
