import { stat } from "node:fs/promises";
import type { Clock } from "../../core/clock.ts";
import { sizeText } from "../../core/byte-size.ts";
import { ReparteeError, toReparteeError } from "../../core/errors.ts";
import type { Log } from "../../core/log.ts";
import { createRefusedFiles } from "./refused-files.ts";
import type { QuantizationClass } from "../../core/quantization.ts";
import { abortError } from "../../core/until-aborted.ts";
import { chooseModel } from "../registry/choose-model.ts";
import { fileOf, type ModelRegistry } from "../registry/model-registry.ts";
import { engineOf, type RegistryEntry } from "../registry/registry-entry.ts";
import { resolveReference, type RequestedQuantization, type ResolvedReference } from "../registry/resolve-reference.ts";
import { listDownloaded, type DownloadedModelFile } from "../download/model-cache.ts";
import { removeDownloaded } from "../download/remove-downloaded.ts";
import type { GgufSummary } from "../formats/gguf/read/gguf-summary.ts";
import { inspectModelFile } from "../formats/gguf/read/inspect-model-file.ts";
import type { Hardware } from "../fit/hardware/hardware.ts";
import { createHub } from "../hub/create-hub.ts";
import { quantizationOf } from "./resolve/choose-repository-file.ts";
import { describeSet, downloadedOf, referencesOfSets, removePartial, removeSet } from "./describe-set.ts";
import { findDownloaded, isFirstGguf, listDownloadedModels, referenceOfFile } from "./downloaded-models.ts";
import { findModelFile } from "./prepare/fetch-model-file.ts";
import { createHardwareProbe, type HardwareProbe } from "../fit/hardware/hardware-probe.ts";
import { fitOfFile, fitOfSize } from "../fit/rough-fit.ts";
import type { HubModelFile, LocalModelFile, ModelFile } from "./resolve/model-file.ts";
import type { LocalModel, LocalModels, PullOptions } from "./local-models.ts";
import { prepareModel } from "./prepare/prepare-model.ts";
import { resolveModelFile, type ResolveModelFileOptions } from "./resolve/resolve-model-file.ts";

export interface LocalModelsOptions {
  readonly registry: ModelRegistry;
  /** Absolute. */
  readonly cacheFolder: string;
  readonly hubUrl: string;
  /** Sent to the hub's own host and nowhere else. */
  readonly token?: string;
  /** The hub is never asked. */
  readonly offline: boolean;
  readonly log: Log;
  readonly clock: Clock;
  /** What `pull` takes for references that name none; absent: the usual one of each model. */
  readonly quantization?: QuantizationClass;
  /** Shared with others who ask for it. */
  readonly hardware?: HardwareProbe;
}

/** @throws ReparteeError `config_invalid` when `hubUrl` is no address. */
export function createLocalModels(options: LocalModelsOptions): LocalModels {
  const { registry, cacheFolder, offline, log, clock, token } = options;
  const hub = createHub({ url: options.hubUrl });
  const quarantine = createRefusedFiles(cacheFolder, log);
  const probe = options.hardware ?? createHardwareProbe(cacheFolder);
  const access = { registry, hub, cacheFolder, offline, token };
  const resolveOptions = (signal: AbortSignal, quantization: RequestedQuantization = {}): ResolveModelFileOptions => ({
    ...access,
    signal,
    quantization,
  });

  const here = {
    registry,
    cacheFolder,
    resolveHere: (reference: string) => resolveHere(reference, { otherwise: options.quantization }),
  };

  function ofEntry(entry: RegistryEntry, quantization: string | undefined): LocalModel {
    const file = (quantization === undefined ? undefined : fileOf(entry, quantization)) ?? fileOf(entry);
    return {
      name: entry.name,
      role: entry.role,
      engine: engineOf(entry.form),
      runnable: true,
      ...(file === undefined ? {} : { quantization: file.quantization, file: file.file }),
      ...(file === undefined || file.aboutBytes === 0 ? {} : { sizeBytes: file.aboutBytes }),
      ...(entry.parameterCount === 0 ? {} : { parameters: entry.parameterCount }),
      ...(entry.contextLength === 0 ? {} : { contextWindowTokens: entry.contextLength }),
      licence: entry.licence,
      gated: entry.gated,
      repository: entry.repository,
      fits: "unknown",
    };
  }

  /** What the file itself tells, on top of what is known without it. */
  async function withFile(model: LocalModel, path: string, hardware: Hardware): Promise<LocalModel> {
    try {
      await quarantine.check(path);
      const summary = await inspectModelFile(path);
      return {
        ...model,
        ...ofSummary(summary),
        path,
        downloadedBytes: summary.sizeBytes,
        ...fitOfFile(summary, hardware),
      };
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
        ? { name, role: "chat", engine: engineOf(form), gated, repository, fits: "unknown", runnable: true }
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
    const downloadedBytes = parts.reduce((sum, part) => sum + part.sizeBytes, 0);
    return {
      ...model,
      ...(downloadedBytes === 0 ? {} : { downloadedBytes }),
      ...fitOfSize(model.sizeBytes, hardware),
    };
  }

  async function describeEntry(entry: RegistryEntry, hardware: Hardware): Promise<LocalModel> {
    const model = ofEntry(entry, undefined);
    const file = await resolveHere(entry.name);
    return file?.kind === "hub"
      ? await describeHub(file, hardware)
      : { ...model, ...(await partsOf(entry)), ...fitOfSize(model.sizeBytes, hardware) };
  }

  /** Of a model that is several files, which the registry does not tell: what is here before it is whole. */
  async function partsOf(entry: RegistryEntry): Promise<Pick<LocalModel, "downloadedBytes">> {
    const downloadedBytes = (await downloadedOf(cacheFolder, entry)).reduce((sum, part) => sum + part.sizeBytes, 0);
    return downloadedBytes === 0 ? {} : { downloadedBytes };
  }

  /** Without asking the hub; undefined when it would have to be asked. */
  async function resolveHere(reference: string, quantization?: RequestedQuantization): Promise<ModelFile | undefined> {
    try {
      return await resolveModelFile(reference, { ...resolveOptions(neverAborted(), quantization), offline: true });
    } catch (error) {
      if (error instanceof ReparteeError && error.code === "hub_unreachable") return undefined;
      throw error;
    }
  }

  async function describe(reference: string, quantization: RequestedQuantization = {}): Promise<LocalModel> {
    const resolved = resolveReference(reference, registry, quantization);
    const hardware = await probe.hardware();
    const isSet = resolved.kind === "registry" && resolved.entry.form !== "gguf";
    const known = isSet ? await resolveHere(reference, quantization) : undefined;
    if (isSet && known === undefined)
      return { ...(await describeEntry(resolved.entry, hardware)), name: resolved.name };
    const file = known ?? (await resolveModelFile(reference, resolveOptions(neverAborted(), quantization)));
    if (file.kind === "hub") return await describeHub(file, hardware);
    const { form, name, path } = file;
    if (form !== "gguf") return await describeFolder(file);
    await stat(path).catch((cause: unknown) => {
      throw new ReparteeError("model_file_missing", `Cannot describe ${path}: there is no such file`, { cause });
    });
    return await withFile(
      { name, role: "chat", engine: "llama-cpp", gated: false, fits: "unknown", runnable: true },
      path,
      hardware,
    );
  }

  async function pull(
    reference: string,
    { signal, onProgress, onConvert, quantization }: PullOptions,
  ): Promise<LocalModel> {
    const requested = { instead: quantization, otherwise: options.quantization };
    const file = await resolveModelFile(reference, resolveOptions(signal, requested));
    const { form, path } = await prepareModel(file, {
      ...access,
      signal,
      log,
      clock,
      onProgress,
      onConvert,
    });
    if (form === "gguf") await inspectModelFile(path);
    return await describe(reference, requested);
  }

  return {
    async list() {
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
    },
    describe: (reference) => describe(reference),
    findDownloaded: (reference) => findDownloaded(reference, here),
    async listDownloaded() {
      const refused = new Set((await quarantine.list()).map(({ path }) => path));
      return (await listDownloadedModels(here)).filter(({ path }) => !refused.has(path));
    },
    async pull(reference, requested) {
      try {
        return await pull(reference, requested);
      } catch (thrown) {
        if (thrown instanceof ReparteeError || !requested.signal.aborted) throw thrown;
        // What asks the hub ends with the signal's own reason, which may be anything.
        throw abortError(requested.signal, `download ${reference}`);
      }
    },
    async remove(reference) {
      const file = await resolveHere(reference);
      if (file?.kind === "local") return false;
      if (file === undefined || file.form !== "gguf") {
        const place = file ?? placeOf(resolveReference(reference, registry));
        if (place === undefined) return false;
        // The hub is not asked which file is meant: what is here in part is what a `pull` of this reference left.
        const removed = file === undefined && (await removePartial(cacheFolder, place));
        return (await removeSet(cacheFolder, place)) || removed;
      }
      const { repository, revision, files } = file;
      let removed = false;
      for (const part of files) {
        removed = (await removeDownloaded(cacheFolder, { repository, revision, file: part })) || removed;
      }
      return removed;
    },
    async choose() {
      const hardware = await probe.hardware();
      const choice = chooseModel(hardware, registry, (fileBytes) => fitOfSize(fileBytes, hardware).fits !== "no");
      if (choice !== undefined) return choice;
      const free = sizeText(hardware.memory.freeBytes);
      const message = `Cannot choose a model: none of the registry fits this machine, which has ${free} of memory free`;
      throw new ReparteeError("model_not_found", message, {
        hint: "Close other programs, give a small model's .gguf file as the model, or add one to `registry` in the settings file.",
      });
    },
    refusedFiles: () => quarantine.list(),
    hardware: () => probe.hardware(),
  };

  async function describeDownloaded(found: DownloadedModelFile, hardware: Hardware): Promise<LocalModel> {
    const { repository, file, path, state, sizeBytes, totalBytes } = found;
    const quantization = quantizationOf(file);
    const model: LocalModel = {
      name: referenceOfFile(found),
      role: "chat",
      engine: "llama-cpp",
      gated: false,
      repository,
      file,
      sizeBytes: totalBytes,
      downloadedBytes: sizeBytes,
      fits: "unknown",
      runnable: true,
      quantization,
    };
    if (state === "partial") return { ...model, ...fitOfSize(totalBytes, hardware) };
    return await withFile(model, path, hardware);
  }
}

function ofSummary(summary: GgufSummary): Partial<LocalModel> {
  const { quantization, sizeBytes, parameterCount, contextLength, licence } = summary;
  return {
    quantization,
    sizeBytes,
    parameters: parameterCount,
    contextWindowTokens: contextLength,
    licence,
  };
}

/** A folder of the user's: nothing of it is read before it is loaded. */
async function describeFolder({ form, name, path }: LocalModelFile): Promise<LocalModel> {
  await stat(path).catch((cause: unknown) => {
    throw new ReparteeError("model_file_missing", `Cannot describe ${path}: there is no such folder`, { cause });
  });
  return { name, role: "chat", engine: engineOf(form), gated: false, path, fits: "unknown", runnable: true };
}

/** Where a repository's files would lie. */
function placeOf(
  resolved: ResolvedReference,
): Pick<HubModelFile, "repository" | "revision" | "quantization"> | undefined {
  if (resolved.kind === "registry") return resolved.entry;
  return resolved.kind === "repository" ? resolved : undefined;
}

function isPartOf(found: DownloadedModelFile, { repository, revision, files }: HubModelFile): boolean {
  return found.repository === repository && found.revision === revision && files.includes(found.file);
}

function neverAborted(): AbortSignal {
  return new AbortController().signal;
}
