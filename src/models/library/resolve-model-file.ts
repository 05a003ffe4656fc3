import { resolve } from "node:path";
import { ReparteeError } from "../../core/errors.ts";
import { resolveReference, type Catalog, type ResolvedReference } from "../catalog/index.ts";
import { listDownloaded } from "../download/index.ts";
import type { Hub } from "../hub/index.ts";
import { chooseRepositoryFile, partsOf, quantizationOf } from "./choose-repository-file.ts";
import type { ModelFile } from "./model-file.ts";

export interface ResolveModelFileOptions {
  readonly catalog: Catalog;
  readonly hub: Hub;
  /** Absolute. */
  readonly cacheFolder: string;
  readonly token?: string;
  /** The hub is not asked. */
  readonly offline: boolean;
  readonly signal: AbortSignal;
  /** Takes the place of the reference's own. */
  readonly quantization?: string;
}

/**
 * From a reference to the file that it means. The hub is asked only when the reference names a repository without a
 * file, and the cache has none of it that would do.
 * @throws ReparteeError `model_not_found`; `config_invalid` for a kind of model that this build does not run; what
 * `Hub.list` throws.
 */
export async function resolveModelFile(reference: string, options: ResolveModelFileOptions): Promise<ModelFile> {
  const resolved = runnableReference(withQuantization(reference, options), options.catalog);
  if (resolved.kind === "gguf-file") return { kind: "local", name: resolved.name, path: resolve(resolved.path) };
  if (resolved.kind === "catalog") {
    const { entry, file, name } = resolved;
    return {
      kind: "hub",
      name,
      repository: entry.repository,
      revision: entry.revision,
      files: partsOf(file.file),
      quantization: file.quantization,
      entry,
      ...(file.sha256 === undefined ? {} : { sha256: file.sha256 }),
      ...(file.aboutBytes === 0 ? {} : { sizeBytes: file.aboutBytes }),
    };
  }
  return await ofRepository(resolved, options);
}

type RunnableReference = Extract<ResolvedReference, { readonly kind: "gguf-file" | "catalog" | "repository" }>;

/** @throws ReparteeError `model_not_found`, `config_invalid`. */
export function runnableReference(reference: string, catalog: Catalog): RunnableReference {
  const resolved = resolveReference(reference, catalog);
  const refuse = (found: string): ReparteeError =>
    new ReparteeError("config_invalid", `Cannot use model ${JSON.stringify(reference)}: it is ${found}`, {
      hint: "This build runs GGUF models: give a path ending in .gguf, a name that `repartee list` shows, or hf:owner/repository.",
    });
  switch (resolved.kind) {
    case "gguf-file":
    case "repository":
      return resolved;
    case "catalog":
      if (resolved.entry.form === "gguf") return resolved;
      throw refuse(resolved.entry.form === "onnx" ? "a model in ONNX form" : "published as PyTorch weights");
    case "folder":
      throw refuse("a folder");
    case "ollama":
      throw refuse("a model of Ollama");
    case "upstream":
      throw refuse("a model of another server");
    case "built-in":
      throw refuse("a built-in engine, which has no file");
  }
}

/** `llama-3.2-3b` and `Q8_0` → `llama-3.2-3b:Q8_0`. */
function withQuantization(reference: string, { quantization }: ResolveModelFileOptions): string {
  if (quantization === undefined || /\.gguf$/i.test(reference)) return reference;
  const prefix = reference.startsWith("hf:") ? "hf:" : "";
  const [whole = "", revision] = reference.slice(prefix.length).split("@");
  const bare = whole.split(":")[0] ?? whole;
  const hub = prefix !== "" || bare.includes("/") ? "hf:" : "";
  return `${hub}${bare}:${quantization}${revision === undefined ? "" : `@${revision}`}`;
}

async function ofRepository(
  resolved: Extract<ResolvedReference, { readonly kind: "repository" }>,
  { cacheFolder, hub, offline, signal, token }: ResolveModelFileOptions,
): Promise<ModelFile> {
  const { name, repository, revision, file, quantization } = resolved;
  const found = (chosen: string, sizeBytes?: number): ModelFile => {
    const used = quantization ?? quantizationOf(chosen);
    return {
      kind: "hub",
      name,
      repository,
      revision,
      files: partsOf(chosen),
      ...(used === undefined ? {} : { quantization: used }),
      ...(sizeBytes === undefined ? {} : { sizeBytes }),
    };
  };
  if (file !== undefined) return found(file);
  const here = (await listDownloaded(cacheFolder)).filter(
    (one) => one.repository === repository && one.revision === revision,
  );
  const complete = here.filter(({ state }) => state === "complete").map((one) => one.file);
  const usable = complete.filter((one) => quantization === undefined || quantizationOf(one) === quantization);
  if (usable.some((one) => /\.gguf$/i.test(one))) return found(chooseRepositoryFile(repository, usable, quantization));
  if (offline) throw offlineError(name);
  const request = { repository, revision, signal, ...(token === undefined ? {} : { token }) };
  const listing = await hub.list(request);
  const chosen = chooseRepositoryFile(
    repository,
    listing.files.map((one) => one.file),
    quantization,
  );
  const parts: readonly string[] = partsOf(chosen);
  const sizes = listing.files.filter((one) => parts.includes(one.file)).map((one) => one.sizeBytes);
  const isKnown = sizes.every((size) => size !== undefined);
  return found(chosen, isKnown ? sizes.reduce((sum, size) => sum + (size ?? 0), 0) : undefined);
}

export function offlineError(name: string): ReparteeError {
  return new ReparteeError(
    "hub_unreachable",
    `Cannot download model "${name}": its file is not here, and the setting offline is on`,
    {
      hint: "Start without --offline, or copy the model's .gguf file to this machine and give its path as the model.",
    },
  );
}
