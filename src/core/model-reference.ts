import { parsePackageReference, type PackageReference } from "./package-reference.ts";

/** A model as users name it, classified by its form alone: nothing is looked up. */
export type ModelReference =
  | { readonly kind: "gguf-file"; readonly path: string; readonly name: string }
  /** A folder with a model in it, such as one with `onnx/`. */
  | { readonly kind: "folder"; readonly path: string; readonly name: string }
  | HubReference
  | PackageReference
  | { readonly kind: "ollama"; readonly model: string; readonly name: string }
  /** A model of an OpenAI-compatible server that the configuration names `upstream`. */
  | { readonly kind: "upstream"; readonly upstream: string; readonly model: string; readonly name: string }
  | { readonly kind: "built-in"; readonly engine: "echo" | "template"; readonly name: string }
  /** Perhaps a name of the registry. `problem` says what is wrong with a malformed reference. */
  | { readonly kind: "unknown"; readonly name: string; readonly problem?: string };

/** A repository on Hugging Face, and what of it, where that was said. */
export interface HubReference {
  readonly kind: "hub";
  /** `owner/repository` */
  readonly repository: string;
  /** Branch, tag or commit. */
  readonly revision?: string;
  readonly file?: string;
  /** Such as `Q4_K_M`, in upper case. */
  readonly quantization?: string;
  /** Whether `hf:` stood in front, which means this repository and no other. */
  readonly explicit: boolean;
  readonly name: string;
}

/**
 * Reads a reference: `hf:owner/repository[:quantization or file][@revision]`, `ollama:model[:tag]`,
 * `openai:upstream/model`, `npm:PACKAGE[@VERSION]/PATH`, `pip:PACKAGE[==VERSION]/PATH`, a path ending in `.gguf`, a folder (`./model`, `/models/x`, `C:\models\x`, `x/`), a Hugging
 * Face id (`owner/repository`), or the built-in engines `echo` and `template`. Anything else is `unknown`, and the caller
 * decides what to report.
 */
export function parseModelReference(reference: string): ModelReference {
  if (reference === "echo" || reference === "template") return { kind: "built-in", engine: reference, name: reference };
  const inPackage = parsePackageReference(reference);
  if (inPackage !== undefined) {
    return "problem" in inPackage ? { kind: "unknown", name: reference, problem: inPackage.problem } : inPackage;
  }
  const hub = /^(?:hf:|(?:https?:\/\/)?(?:hf\.co|huggingface\.co)\/)/.exec(reference)?.[0];
  if (hub !== undefined) return parseHubReference(`hf:${reference.slice(hub.length)}`);
  if (reference.startsWith("file://")) return parseModelReference(pathOfFileUrl(reference));
  if (reference.startsWith("ollama:")) return parseOllamaReference(reference);
  if (reference.startsWith("openai:")) return parseUpstreamReference(reference);
  if (/\.gguf$/i.test(reference)) return { kind: "gguf-file", path: reference, name: ggufModelName(reference) };
  if (isFolderPath(reference)) return { kind: "folder", path: reference, name: lastPart(reference) };
  if (isRepository(reference)) return { kind: "hub", repository: reference, explicit: false, name: reference };
  return { kind: "unknown", name: reference };
}

/** Without decoding what is no URL: the path is then looked for as it is. */
function pathOfFileUrl(url: string): string {
  const path = url
    .slice("file://".length)
    .replace(/^localhost(?=\/)/, "")
    .replace(/^\/(?=[A-Za-z]:)/, "");
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

const requestedHub =
  "hf:owner/repository, hf:owner/repository:Q4_K_M or hf:owner/repository:file.gguf, with @revision at will";

function parseHubReference(reference: string): ModelReference {
  const match = /^hf:(?<repository>[^:@]*)(?::(?<choice>[^@]*))?(?:@(?<revision>.*))?$/.exec(reference);
  const { repository = "", choice, revision } = match?.groups ?? {};
  const unknown = (problem: string): ModelReference => ({ kind: "unknown", name: reference, problem });
  if (!isRepository(repository)) return unknown(`write ${requestedHub}`);
  if (revision !== undefined && !isSafePath(revision)) return unknown(`"${revision}" is no revision`);
  const file = choice !== undefined && /\.[a-z0-9]+$/i.test(choice) ? choice : undefined;
  if (file !== undefined && !isSafePath(file)) return unknown(`"${file}" is no file of a repository`);
  if (choice !== undefined && file === undefined && !/^[A-Za-z0-9_-]{1,32}$/.test(choice)) {
    return unknown(`"${choice}" is neither a quantization nor a file`);
  }
  const quantization = file === undefined ? choice?.toUpperCase() : undefined;
  return {
    kind: "hub",
    repository,
    explicit: true,
    name: choice === undefined ? repository : `${repository}:${quantization ?? choice}`,
    revision,
    file,
    quantization,
  };
}

function parseOllamaReference(reference: string): ModelReference {
  const model = reference.slice("ollama:".length);
  if (/^[A-Za-z0-9][A-Za-z0-9._/-]*(:[A-Za-z0-9._-]+)?$/.test(model)) return { kind: "ollama", model, name: model };
  return { kind: "unknown", name: reference, problem: "write ollama:model or ollama:model:tag" };
}

function parseUpstreamReference(reference: string): ModelReference {
  const match = /^openai:(?<upstream>[a-z0-9._-]+)\/(?<model>[^\s]+)$/.exec(reference);
  const { upstream, model } = match?.groups ?? {};
  if (upstream !== undefined && model !== undefined) return { kind: "upstream", upstream, model, name: model };
  return { kind: "unknown", name: reference, problem: "write openai:upstream/model" };
}

/** Names of owners and repositories as Hugging Face allows them. */
function isRepository(text: string): boolean {
  return /^[A-Za-z0-9][\w.-]{0,95}\/[A-Za-z0-9][\w.-]{0,95}$/.test(text) && !text.includes("..");
}

/** Parts joined by slashes, none of which leads upwards or is hidden. */
function isSafePath(text: string): boolean {
  return text.length <= 255 && /^[\w+-][\w .+-]*(\/[\w+-][\w .+-]*)*$/.test(text) && !text.includes("..");
}

/** `models/x` is a repository on Hugging Face: a folder says that it is one. */
function isFolderPath(text: string): boolean {
  return /^(\.{0,2}[/\\]|~[/\\]|[A-Za-z]:[/\\])/.test(text) || /[^/\\][/\\]$/.test(text);
}

function lastPart(path: string): string {
  return path.split(/[/\\]/).findLast((part) => part !== "") ?? path;
}

/** `models/Llama-3.2-3B-Q4_K_M.gguf` → `Llama-3.2-3B-Q4_K_M`. Understands both kinds of slashes. */
function ggufModelName(path: string): string {
  return lastPart(path).replace(/\.gguf$/i, "");
}
