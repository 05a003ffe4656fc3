import { ReparteeError } from "../../core/errors.ts";
import type { SamplingOptions } from "../../core/sampling.ts";
import type { RegistryEntry, RegistryFile, ChatFormat, ModelForm } from "./registry-entry.ts";
import { createEntryFields } from "./entry-fields.ts";
import type { EntryFields } from "./entry-fields.ts";

const keys = [
  "name",
  "repository",
  "original",
  "revision",
  "role",
  "form",
  "files",
  "default_quantization",
  "gated",
  "licence",
  "parameters",
  "context_length",
  "chat_format",
  "sampling",
] as const;
const fileKeys = ["quantization", "file", "size_bytes", "sha256"] as const;
const samplingKeys = ["temperature", "top_k", "top_p", "min_p", "repeat_penalty"] as const;

const roles: readonly RegistryEntry["role"][] = ["chat", "embedding"];
const forms: readonly ModelForm[] = ["gguf", "convert", "onnx"];
const chatFormats: readonly ChatFormat[] = ["llama3", "chatml", "phi3", "gemma", "dialogpt", "blenderbot", "none"];

/**
 * Reads the registry entries of a configuration. An entry needs `name`, `repository` and `files`; a file needs `file`.
 * @param value The list as it was parsed from YAML or JSON.
 * @param key The list's key, which messages name: `catalog`.
 * @throws ReparteeError `config_invalid` with the key at fault as `param`.
 */
export function readUserEntries(value: unknown, key = "catalog"): RegistryEntry[] {
  if (!Array.isArray(value)) {
    throw new ReparteeError("config_invalid", `Cannot use ${key}: it must be a list of models`, { param: key });
  }
  const entries = value.map((entry: unknown, index) => readEntry(createEntryFields(entry, `${key}[${index}]`, keys)));
  const names = new Set<string>();
  for (const [index, { name }] of entries.entries()) {
    if (names.has(name.toLowerCase())) {
      const param = `${key}[${index}].name`;
      throw new ReparteeError("config_invalid", `Cannot use ${param} "${name}": an earlier entry has it`, { param });
    }
    names.add(name.toLowerCase());
  }
  return entries;
}

function readEntry(fields: EntryFields): RegistryEntry {
  const repository = fields.text("repository", /^[A-Za-z0-9][\w.-]*\/[A-Za-z0-9][\w.-]*$/, "owner/repository");
  const files = fields.groups("files", fileKeys).map(readFile);
  const sampling = fields.has("sampling") ? readSampling(fields.group("sampling", samplingKeys)) : undefined;
  const [first] = files;
  const defaultQuantization = fields.optionalText("default_quantization") ?? first?.quantization ?? "";
  if (!files.some((file) => file.quantization.toUpperCase() === defaultQuantization.toUpperCase())) {
    const wished = `one of ${files.map((file) => file.quantization).join(", ")}`;
    throw fields.wrong("default_quantization", defaultQuantization, wished);
  }
  return {
    name: fields.text("name", /^[a-z0-9][a-z0-9._-]{0,63}$/i, "letters, digits, dots, dashes and underscores"),
    role: fields.oneOf("role", roles, "chat"),
    original: fields.optionalText("original") ?? repository,
    repository,
    revision: fields.optionalText("revision") ?? "main",
    gated: fields.flag("gated", false),
    licence: fields.optionalText("licence") ?? "unknown",
    parameterCount: fields.count("parameters", 0),
    contextLength: fields.count("context_length", 0),
    chatFormat: fields.oneOf("chat_format", chatFormats, "none"),
    form: fields.oneOf("form", forms, "gguf"),
    files,
    defaultQuantization,
    sampling,
  };
}

function readFile(fields: EntryFields): RegistryFile {
  const sha256 = fields.has("sha256") ? fields.text("sha256", /^[0-9a-f]{64}$/i, "64 hexadecimal digits") : undefined;
  return {
    quantization: fields.optionalText("quantization") ?? "original",
    file: fields.text("file", /^(?!.*\.\.)[\w+-][\w .+-]*(\/[\w+-][\w .+-]*)*$/, "a path inside the repository"),
    aboutBytes: fields.count("size_bytes", 0),
    ...(sha256 === undefined ? {} : { sha256: sha256.toLowerCase() }),
  };
}

function readSampling(fields: EntryFields): SamplingOptions {
  const temperature = fields.number("temperature", 0, 2);
  const topK = fields.number("top_k", 0, 1e6);
  const topP = fields.number("top_p", 0, 1);
  const minP = fields.number("min_p", 0, 1);
  const repeatPenalty = fields.number("repeat_penalty", 0.1, 10);
  return {
    temperature,
    topK,
    topP,
    minP,
    repeatPenalty,
  };
}
