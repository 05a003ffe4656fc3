/**
 * How one model gets from a reference into memory, in these steps: its files are resolved, downloaded and converted where
 * needed, checked, found to fit into the memory that is free, and given to the engine of their form; where a GPU fails,
 * the processor takes over. Native code is not given a file before the first four are done.
 */
import type { Clock } from "../../core/clock.ts";
import type { Engine, LoadedModel, LoadOptions, ModelSource } from "../../core/engine.ts";
import { ReparteeError } from "../../core/errors.ts";
import type { Log } from "../../core/log.ts";
import { roughBytes } from "../fit/rough-fit.ts";
import type { HardwareProbe } from "../fit/hardware/hardware-probe.ts";
import { inspectModelFile } from "../formats/gguf/read/inspect-model-file.ts";
import type { PreparedModel, PrepareModelOptions } from "../local/prepare/prepare-model.ts";
import { prepareReference } from "../local/prepare/prepare-reference.ts";
import { createRefusedFiles } from "../local/refused-files.ts";
import { graphBytes } from "../local/resolve/graph-bytes.ts";
import type { ResolveModelFileOptions } from "../local/resolve/resolve-model-file.ts";
import { fasterForm, type FoundFile } from "./faster-form.ts";
import { fitOptions, limitContext } from "./fit-options.ts";
import { createGpuFallbackEngine } from "./gpu-fallback/create-gpu-fallback-engine.ts";
import type { LoadActivity } from "./load-activity.ts";
import { createLoadProgress, type LoadProgress } from "./load-progress.ts";

export interface ModelLoader {
  /** The id of the engine of the form that the reference is expected to have; what was loaded has its own in `info`. */
  readonly id: string;
  /** `source.location` is a reference: a path ending in `.gguf`, a folder, a name of the registry, a repository. */
  readonly load: Engine["load"];
  /** Undefined while nothing is being done. */
  activity(): LoadActivity | undefined;
  /** What the model was loaded from last: a file, or a folder. */
  filePath(): string | undefined;
  /** What that takes, RAM and VRAM together, from its files as they are and the options that it was loaded with. */
  plannedBytes(): number | undefined;
}

export interface ModelLoaderOptions
  extends
    Omit<ResolveModelFileOptions, "signal" | "quantization">,
    Pick<PrepareModelOptions, "limits" | "packageClients"> {
  /** By what they are given: a `.gguf` file, or a folder with `onnx/`. */
  readonly engines: Readonly<Record<PreparedModel["form"], Engine>>;
  readonly form: PreparedModel["form"];
  readonly probe: HardwareProbe;
  readonly log: Log;
  readonly clock: Clock;
}

/** For one model. */
export function createModelLoader(options: ModelLoaderOptions): ModelLoader {
  const { cacheFolder, engines, form, probe, log, clock } = options;
  const { id, capabilities } = engines[form];
  const refused = createRefusedFiles(cacheFolder, log);
  let progress: LoadProgress | undefined;
  let filePath: string | undefined;
  let plannedBytes: number | undefined;

  async function load(source: ModelSource, requested: LoadOptions, signal: AbortSignal): Promise<LoadedModel> {
    const { name, location: reference } = source;
    const { onProgress: report, quantization: otherwise } = requested;
    const steps = (progress = createLoadProgress({ name, reference, log, report }));
    try {
      const { onDownload, onProgress, onConvert } = steps;
      const quantizations = { quantization: { otherwise } };
      const callbacks = { onDownload, onProgress, onConvert };
      const prepared = await prepareReference(reference, { ...options, ...quantizations, ...callbacks, signal });
      steps.loading(0);
      filePath = prepared.path;
      const loadOptions = { ...requested, onProgress: report && steps.loading };
      const found = { name, location: prepared.path };
      if (prepared.form === "gguf") return await loadFile(found, loadOptions, signal);
      const quantization = prepared.quantizationClass ?? otherwise;
      const fileBytes = await graphBytes(prepared.path, quantization);
      plannedBytes = fileBytes === undefined ? undefined : roughBytes(fileBytes);
      return await engines.onnx.load(found, { ...loadOptions, quantization }, signal);
    } finally {
      progress = undefined;
    }
  }

  async function loadFile(source: ModelSource, requested: LoadOptions, signal: AbortSignal): Promise<LoadedModel> {
    const { name, location: path } = source;
    const summary = await refused.guard(path, () => inspectModelFile(path));
    const fitting = await fitOptions(name, summary, limitContext(requested, summary), { probe, log });
    signal.throwIfAborted();
    plannedBytes = fitting.plannedBytes;
    const faster = await loadFasterForm(source, { path, summary, ...fitting }, signal);
    if (faster !== undefined) return faster;
    try {
      return await engines.gguf.load(source, fitting.options, signal);
    } catch (error) {
      // With an adapter it may be the adapter that was refused.
      const isFile = error instanceof ReparteeError && error.code === "model_file_invalid";
      if (isFile && requested.loraPath === undefined) await refused.add(path, error);
      throw error;
    }
  }

  /** Undefined where the file itself is to be loaded. What fails there may not fail with the file. */
  async function loadFasterForm(
    source: ModelSource,
    found: FoundFile,
    signal: AbortSignal,
  ): Promise<LoadedModel | undefined> {
    const faster = await fasterForm(found, { cacheFolder, signal, log, onConvert: progress?.onConvert });
    progress?.loading(0);
    if (faster === undefined) return undefined;
    try {
      return await engines.gguf.load({ ...source, location: faster.path }, faster.options, signal);
    } catch (error) {
      // Where this has no room, the file has none either.
      const isFull = error instanceof ReparteeError && error.code === "insufficient_memory";
      if (signal.aborted || isFull) throw error;
      log.warn(
        { err: error, model: source.name, path: faster.path },
        "a form of the model that was made for this processor cannot be loaded; loading its file",
      );
      await faster
        .discard()
        .catch((thrown: unknown) => log.debug({ err: thrown }, "a form of a model was not removed"));
      return undefined;
    }
  }

  return {
    id,
    load: createGpuFallbackEngine({ inner: { id, capabilities, load }, log, clock }).load,
    activity: () => progress?.activity,
    filePath: () => filePath,
    plannedBytes: () => plannedBytes,
  };
}
