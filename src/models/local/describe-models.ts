/** Models as lists and people see them: what the registry, the hub and the disk know of each, and whether it fits. */
import { stat } from "node:fs/promises";
import { ReparteeError, toReparteeError } from "../../core/errors.ts";
import { listDownloaded, type DownloadedModelFile } from "../download/model-cache.ts";
import type { HardwareProbe } from "../fit/hardware/hardware-probe.ts";
import type { Hardware } from "../fit/hardware/hardware.ts";
import { fitOfFile, fitOfSize } from "../fit/rough-fit.ts";
import type { GgufSummary } from "../formats/gguf/read/gguf-summary.ts";
import { inspectModelFile } from "../formats/gguf/read/inspect-model-file.ts";
import { fileOf, type ModelRegistry } from "../registry/model-registry.ts";
import { engineOf, type RegistryEntry } from "../registry/registry-entry.ts";
import { resolveReference, type RequestedQuantization } from "../registry/resolve-reference.ts";
import { describeSet, downloadedOf, referencesOfSets, totalBytes } from "./describe-set.ts";
import { isFirstGguf, referenceOfFile } from "./downloaded-models.ts";
import type { LocalModel } from "./local-models.ts";
import { findModelFile } from "./prepare/fetch-model-file.ts";
import type { RefusedFiles } from "./refused-files.ts";
import { quantizationOf } from "./resolve/choose-repository-file.ts";
import type { HubModelFile, LocalModelFile, ModelFile } from "./resolve/model-file.ts";

export interface DescribeModelsOptions {
  readonly registry: ModelRegistry;
  /** Absolute. */
  readonly cacheFolder: string;
  readonly refused: RefusedFiles;
  readonly probe: HardwareProbe;
  /** Asks the hub where it has to. */
  readonly resolve: (reference: string, quantization: RequestedQuantization) => Promise<ModelFile>;
  /** Without asking the hub; undefined when it would have to be asked. */
  readonly resolveHere: (reference: string, quantization?: RequestedQuantization) => Promise<ModelFile | undefined>;
}

export interface ModelDescriber {
  list(): Promise<readonly LocalModel[]>;
  describe(reference: string, quantization?: RequestedQuantization): Promise<LocalModel>;
}

export function createModelDescriber(options: DescribeModelsOptions): ModelDescriber {
  const { registry, cacheFolder, refused, probe, resolve, resolveHere } = options;

  /** What the file itself says, on top of what is known without it. */
  async function withFile(model: LocalModel, path: string, hardware: Hardware): Promise<LocalModel> {
    try {
      await refused.check(path);
      const summary = await inspectModelFile(path);
      const { sizeBytes: downloadedBytes } = summary;
      return { ...model, ...ofSummary(summary), path, downloadedBytes, ...fitOfFile(summary, hardware) };
    } catch (thrown) {
      const { message } = toReparteeError(thrown);
      const nextAction =
        model.repository === undefined
          ? "Put a whole file in its place; it is looked at again once it changes."
          : `Delete it and fetch it anew: repartee rm ${model.name} && repartee pull ${model.name}`;
      return { ...model, path, runnable: false, problem: message, nextAction };
    }
  }

  async function describeHub(file: HubModelFile, hardware: Hardware): Promise<LocalModel> {
    const { entry, name, quantization, repository, form, sizeBytes, gated = false } = file;
    const base: LocalModel =
      entry === undefined
        ? {
            ...unknownModel(name, engineOf(form)),
            ...{ gated, repository, isOnHub: file.isOnHub, packages: file.packages?.map((one) => one.name) },
          }
        : { ...ofEntry(entry, quantization), name };
    if (form !== "gguf") return await describeSet(base, file, { cacheFolder, hardware });
    const model: LocalModel = {
      ...base,
      file: file.file,
      quantization: quantization ?? base.quantization,
      sizeBytes: sizeBytes ?? base.sizeBytes,
    };
    const present = await findModelFile(cacheFolder, file);
    if (present !== undefined)
      return await withFile({ ...model, sizeBytes: present.sizeBytes }, present.path, hardware);
    const parts = (await listDownloaded(cacheFolder)).filter((one) => isPartOf(one, file));
    return { ...model, downloadedBytes: totalBytes(parts), ...fitOfSize(model.sizeBytes, hardware) };
  }

  async function describeEntry(entry: RegistryEntry, hardware: Hardware): Promise<LocalModel> {
    const file = await resolveHere(entry.name);
    if (file?.kind === "hub") return await describeHub(file, hardware);
    const model = ofEntry(entry, undefined);
    // Of a model that is several files, which the registry does not list: what is here before it is whole.
    const downloadedBytes = totalBytes(await downloadedOf(cacheFolder, entry));
    return { ...model, downloadedBytes, ...fitOfSize(model.sizeBytes, hardware) };
  }

  async function describeDownloaded(found: DownloadedModelFile, hardware: Hardware): Promise<LocalModel> {
    const { repository, file, path, state, sizeBytes: downloadedBytes, totalBytes: sizeBytes } = found;
    const name = referenceOfFile(found);
    const sizes = { sizeBytes, downloadedBytes, quantization: quantizationOf(file) };
    const model: LocalModel = { ...unknownModel(name, "llama-cpp"), repository, file, ...sizes };
    if (state === "partial") return { ...model, ...fitOfSize(sizeBytes, hardware) };
    return await withFile(model, path, hardware);
  }

  async function describe(reference: string, quantization: RequestedQuantization = {}): Promise<LocalModel> {
    const resolved = resolveReference(reference, registry, quantization);
    const hardware = await probe.hardware();
    const isSet = resolved.kind === "registry" && resolved.entry.form !== "gguf";
    const known = isSet ? await resolveHere(reference, quantization) : undefined;
    if (isSet && known === undefined)
      return { ...(await describeEntry(resolved.entry, hardware)), name: resolved.name };
    const file = known ?? (await resolve(reference, quantization));
    if (file.kind === "hub") return await describeHub(file, hardware);
    const model = await describeOwn(file);
    return file.form === "gguf" ? await withFile(model, file.path, hardware) : { ...model, path: file.path };
  }

  async function list(): Promise<readonly LocalModel[]> {
    const hardware = await probe.hardware();
    const known = await Promise.all(registry.entries.map((entry) => describeEntry(entry, hardware)));
    const listed = new Set(known.map(({ repository, file }) => `${repository}/${file}`));
    const downloaded = await listDownloaded(cacheFolder);
    const others = downloaded.filter((one) => !listed.has(`${one.repository}/${one.file}`) && isFirstGguf(one));
    const repositories = new Set(registry.entries.map(({ repository }) => repository));
    const sets = referencesOfSets(downloaded.filter(({ repository }) => !repositories.has(repository)));
    return [
      ...known,
      ...(await Promise.all(others.map((one) => describeDownloaded(one, hardware)))),
      ...(await Promise.all(sets.map(async (one) => ({ ...(await describe(one)), name: one })))),
    ];
  }

  return { list, describe };
}

function unknownModel(name: string, engine: string): LocalModel {
  return { name, role: "chat", engine, gated: false, fits: "unknown", runnable: true };
}

function ofEntry(entry: RegistryEntry, quantization: string | undefined): LocalModel {
  const file = (quantization === undefined ? undefined : fileOf(entry, quantization)) ?? fileOf(entry);
  return {
    ...unknownModel(entry.name, engineOf(entry.form)),
    role: entry.role,
    quantization: file?.quantization,
    file: file?.file,
    // A user's entry may leave these out: they are 0 then.
    sizeBytes: file?.aboutBytes || undefined,
    parameters: entry.parameterCount || undefined,
    contextWindowTokens: entry.contextLength || undefined,
    licence: entry.licence,
    gated: entry.gated,
    repository: entry.repository,
    isOnHub: entry.isOnHub,
    packages: file?.packages?.map((one) => one.name),
  };
}

function ofSummary(summary: GgufSummary): Partial<LocalModel> {
  const { quantization, sizeBytes, parameterCount: parameters, contextLength, licence } = summary;
  return { quantization, sizeBytes, parameters, contextWindowTokens: contextLength, licence };
}

/** A file or folder of the user's: nothing of it is read yet. */
async function describeOwn({ form, name, path }: LocalModelFile): Promise<LocalModel> {
  await stat(path).catch((cause: unknown) => {
    const kind = form === "gguf" ? "file" : "folder";
    throw new ReparteeError("model_file_missing", `Cannot describe ${path}: there is no such ${kind}`, { cause });
  });
  return unknownModel(name, engineOf(form));
}

function isPartOf(found: DownloadedModelFile, { repository, revision, files }: HubModelFile): boolean {
  return found.repository === repository && found.revision === revision && files.includes(found.file);
}
