import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { ReparteeError } from "../../../core/errors.ts";
import { isFileSet, type PackageReference } from "../../../core/package-reference.ts";
import { quantizationClassOf } from "../../../core/quantization.ts";
import type { ModelRegistry } from "../../registry/model-registry.ts";
import {
  resolveReference,
  type RequestedQuantization,
  type ResolvedReference,
} from "../../registry/resolve-reference.ts";
import { listDownloaded } from "../../download/model-cache.ts";
import type { Hub, HubRepositoryRequest } from "../../hub/hub.ts";
import type { HubRepository } from "../../hub/repository-files.ts";
import { packageFileName } from "../../registry/package-place.ts";
import { isOfSource, withinAnswerTime } from "../source-errors.ts";
import { partsOf, quantizationOf } from "./choose-repository-file.ts";
import type { HubModelFile, LocalModelFile, ModelFile } from "./model-file.ts";
import {
  chooseFrom,
  isRequested,
  type FileSizes,
  type RepositoryChoice,
  type RequestedFiles,
} from "./repository-files.ts";
import { assertConvertible, unusableRepository } from "./unusable-repository.ts";

export interface ResolveModelFileOptions {
  readonly registry: ModelRegistry;
  readonly hub: Hub;
  /** Absolute. */
  readonly cacheFolder: string;
  readonly token?: string;
  /** The hub is not asked. */
  readonly offline: boolean;
  readonly signal: AbortSignal;
  readonly quantization?: RequestedQuantization;
}

/**
 * From a reference to the files that it means. The hub is asked only when the reference names a repository without a
 * file, and the cache has none of it that would do.
 * @throws ReparteeError `model_not_found`; `config_invalid` for a kind of model that has no files; what `Hub.list`
 * throws; `repository_file_not_found` with what there is.
 */
export async function resolveModelFile(reference: string, options: ResolveModelFileOptions): Promise<ModelFile> {
  const resolved = runnableReference(reference, options.registry, options.quantization);
  switch (resolved.kind) {
    case "gguf-file":
      return { kind: "local", form: "gguf", name: resolved.name, path: resolve(resolved.path) };
    case "folder":
      return ofFolder(resolved.name, resolve(resolved.path), options.quantization);
    case "registry":
      return resolved.entry.form === "gguf" ? ofEntry(resolved) : await ofRepository(repositoryOf(resolved), options);
    case "repository":
      return await ofRepository(resolved, options);
    case "package":
      return await ofPackage(resolved, options);
  }
}

type RunnableReference = Extract<
  ResolvedReference,
  { readonly kind: "gguf-file" | "folder" | "registry" | "repository" | "package" }
>;
type RegistryReference = Extract<ResolvedReference, { readonly kind: "registry" }>;
type RepositoryReference = Extract<ResolvedReference, { readonly kind: "repository" }> &
  Pick<HubModelFile, "entry" | "packages" | "isOnHub"> &
  Pick<RequestedFiles, "form">;

/** @throws ReparteeError `model_not_found`, `config_invalid`. */
export function runnableReference(
  reference: string,
  registry: ModelRegistry,
  requested?: RequestedQuantization,
): RunnableReference {
  const resolved = resolveReference(reference, registry, requested);
  const refuse = (found: string): ReparteeError =>
    new ReparteeError("config_invalid", `Cannot use ${JSON.stringify(reference)} as a model's files: it is ${found}`, {
      hint: "Give a path ending in .gguf, a folder, a name that `repartee list` shows, or owner/repository.",
    });
  switch (resolved.kind) {
    case "gguf-file":
    case "folder":
    case "registry":
    case "repository":
    case "package":
      return resolved;
    case "ollama":
      throw refuse("a model of Ollama");
    case "upstream":
      throw refuse("a model of another server");
    case "built-in":
      throw refuse("a built-in engine, which has no file");
  }
}

function ofFolder(name: string, path: string, { instead, otherwise }: RequestedQuantization = {}): LocalModelFile {
  const form = existsSync(join(path, "onnx")) ? "onnx" : "convert";
  const quantizationClass = quantizationClassOf(instead ?? otherwise ?? "");
  return { kind: "local", form, name, path, quantizationClass };
}

function ofEntry({ entry, file, name }: RegistryReference): HubModelFile {
  const files = partsOf(file.file);
  return {
    kind: "hub",
    form: "gguf",
    name,
    repository: entry.repository,
    revision: entry.revision,
    files,
    file: files[0],
    quantization: file.quantization,
    entry,
    sha256: file.sha256,
    isOnHub: entry.isOnHub,
    packages: file.packages,
    ...(file.aboutBytes === 0 ? {} : { sizeBytes: file.aboutBytes }),
  };
}

function repositoryOf({ entry, file, name, quantization }: RegistryReference): RepositoryReference {
  const { repository, revision, form } = entry;
  return {
    kind: "repository",
    name,
    repository,
    revision,
    form,
    entry,
    quantization,
    isOnHub: entry.isOnHub,
    packages: file.packages,
  };
}

async function ofPackage(
  reference: PackageReference,
  { cacheFolder, quantization: requested = {} }: ResolveModelFileOptions,
): Promise<HubModelFile> {
  const { repository, revision, file } = packageFileName(reference);
  const source = { isOnHub: false, packages: [reference] } as const;
  const common = { name: reference.name, repository, revision, ...source };
  if (isFileSet(reference)) {
    const expected: RepositoryReference = {
      kind: "repository",
      ...common,
      quantization: requested.instead ?? requested.otherwise,
    };
    return (await chooseCached(expected, cacheFolder)) ?? unknownSet(expected);
  }
  if (/\.gguf$/i.test(file)) {
    return { kind: "hub", form: "gguf", ...common, files: [file], file, quantization: quantizationOf(file) };
  }
  throw new ReparteeError("model_not_found", `Cannot use "${reference.name}" as a model: expected a .gguf file`, {
    hint: "A path that ends in .zip or in / means the files of a model in a ZIP archive or a folder.",
  });
}

/** Files in a package that are not here yet: which there are shows when they are. The weights are what comes last. */
function unknownSet({ name, repository, revision, entry, packages, quantization }: RepositoryReference): HubModelFile {
  const file = entry?.files[0]?.file ?? "model.safetensors";
  const aboutBytes = entry?.files[0]?.aboutBytes ?? 0;
  return {
    kind: "hub",
    form: entry?.form ?? "convert",
    name,
    repository,
    revision,
    files: [file],
    file,
    entry,
    isOnHub: false,
    isListed: false,
    packages,
    quantizationClass: quantization === undefined ? undefined : quantizationClassOf(quantization),
    ...(aboutBytes === 0 ? {} : { sizeBytes: aboutBytes }),
  };
}

async function ofRepository(resolved: RepositoryReference, options: ResolveModelFileOptions): Promise<HubModelFile> {
  const { name, repository, revision, file, entry } = resolved;
  if (file !== undefined) return toModelFile(resolved, ofOneFile(file), new Map());
  const cached = await chooseCached(resolved, options.cacheFolder);
  if (cached !== undefined) return cached;
  const { hub, offline, signal, token } = options;
  if (offline) throw offlineError(name);
  if (resolved.isOnHub === false) return unknownSet(resolved);
  const request = { repository, revision, signal, token };
  const listing = await listOrNothing(hub, request, resolved.packages !== undefined);
  if (listing === undefined) return unknownSet(resolved);
  const sizes: FileSizes = new Map(listing.files.map((one) => [one.file, one.sizeBytes]));
  const choice = chooseFrom(repository, sizes, resolved);
  if (choice === undefined) throw unusableRepository(repository, [...sizes.keys()]);
  if (choice.form === "convert" && entry === undefined) await assertConvertible(hub, request);
  return { ...toModelFile(resolved, choice, sizes), gated: listing.gated };
}

/** Undefined when the hub cannot be asked and there is another source. */
async function listOrNothing(
  hub: Hub,
  request: HubRepositoryRequest,
  hasOtherSource: boolean,
): Promise<HubRepository | undefined> {
  if (!hasOtherSource) return await hub.list(request);
  try {
    return await withinAnswerTime(request.signal, async (signal) => await hub.list({ ...request, signal }));
  } catch (error) {
    if (request.signal.aborted || !isOfSource(error)) throw error;
    return undefined;
  }
}

function ofOneFile(file: string): RepositoryChoice {
  const files = partsOf(file);
  const quantization = quantizationOf(file);
  return { form: "gguf", files, file: files[0], quantization };
}

/** What the cache has of the repository, when it is a whole model. */
async function chooseCached(resolved: RepositoryReference, cacheFolder: string): Promise<HubModelFile | undefined> {
  const { repository, revision, quantization } = resolved;
  const here = (await listDownloaded(cacheFolder)).filter(
    (one) => one.repository === repository && one.revision === revision && one.state === "complete",
  );
  const usable = here.filter(({ file }) => !/\.gguf$/i.test(file) || isRequested(file, quantization));
  const sizes: FileSizes = new Map(usable.map(({ file, sizeBytes }) => [file, sizeBytes]));
  try {
    const choice = chooseFrom(repository, sizes, resolved);
    return choice === undefined ? undefined : toModelFile(resolved, choice, sizes);
  } catch (error) {
    // The form is here and the quantization is not: the hub may have it.
    if (error instanceof ReparteeError && error.code === "repository_file_not_found") return undefined;
    throw error;
  }
}

function toModelFile(resolved: RepositoryReference, choice: RepositoryChoice, sizes: FileSizes): HubModelFile {
  const { name, repository, revision, entry, isOnHub, packages } = resolved;
  const known = choice.files.map((file) => sizes.get(file)).filter((size) => size !== undefined);
  const isKnown = known.length === choice.files.length;
  return {
    kind: "hub",
    ...choice,
    name,
    repository,
    revision,
    ...(isKnown ? { sizeBytes: known.reduce((sum, size) => sum + size, 0) } : {}),
    entry,
    isOnHub,
    packages,
  };
}

export function offlineError(name: string): ReparteeError {
  return new ReparteeError(
    "hub_unreachable",
    `Cannot download model "${name}": its file is not here, and the setting offline is on`,
    { hint: "Start without --offline, or copy the model's .gguf file to this machine and give its path as the model." },
  );
}
