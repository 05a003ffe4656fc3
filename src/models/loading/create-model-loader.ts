/**
 * An engine whose models come from references: what is needed is brought here, converted where no engine reads it as it
 * is, checked and found to fit before the engine of its form, and native code with it, hears of it.
 */
import type { Engine, LoadOptions } from "../../core/engine.ts";
import { ReparteeError } from "../../core/errors.ts";
import type { Log } from "../../core/log.ts";
import type { DownloadProgress } from "../download/progress.ts";
import { roughBytes } from "../fit/rough-fit.ts";
import type { PreparedModel } from "../local/prepare/prepare-model.ts";
import { graphBytes } from "../local/resolve/graph-bytes.ts";
import { fitOptions, limitContext } from "./fit-options.ts";
import type { LoadActivity } from "./load-activity.ts";
import type { ModelAcquirer } from "./model-acquirer.ts";

export interface ModelLoader extends Engine {
  /** Undefined while nothing is being done. */
  activity(): LoadActivity | undefined;
  /** What the model was loaded from last: a file, or a folder. */
  filePath(): string | undefined;
  /** What that takes, RAM and VRAM together, from its files as they are and the options that it was loaded with. */
  plannedBytes(): number | undefined;
}

export interface ModelLoaderOptions {
  /** By what they are given: a `.gguf` file, or a folder with `onnx/`. */
  readonly engines: Readonly<Record<PreparedModel["form"], Engine>>;
  /** What the reference is believed to be until its files were seen. */
  readonly form: PreparedModel["form"];
  readonly acquire: ModelAcquirer;
  readonly log: Log;
}

/** How much of a load's fraction a download takes, and a conversion of what is left then. */
const downloadShare = 0.9;
const conversionShare = 0.8;
/** Told at once when something long begins, so that those who wait hear of it. */
const firstFraction = 1e-6;

/**
 * For one model. `source.location` is a reference: a path ending in `.gguf`, a folder, a name of the registry, a
 * repository.
 */
export function createModelLoader({ engines, form, acquire, log }: ModelLoaderOptions): ModelLoader {
  let activity: LoadActivity | undefined;
  let engine = engines[form];
  let filePath: string | undefined;
  let plannedBytes: number | undefined;

  return {
    get id() {
      return engine.id;
    },
    get capabilities() {
      return engine.capabilities;
    },
    activity: () => activity,
    filePath: () => filePath,
    plannedBytes: () => plannedBytes,
    async load(source, options, signal) {
      const { name } = source;
      const { onProgress } = options;
      const tell = createDownloadLog(name, log);
      /** What came before takes that much of the whole. */
      let done = 0;
      let fraction = 0;
      const report = (next: number): void => onProgress?.(Math.max(firstFraction, (fraction = next)));
      activity = { phase: "loading" };
      try {
        const prepared = await acquire.bring(source.location, {
          signal,
          quantization: options.quantization,
          onDownload() {
            activity = { phase: "downloading" };
            log.info({ model: name, reference: source.location }, "model is not here yet; downloading it");
            report(0);
          },
          onProgress(progress) {
            const { etaSeconds, downloadedBytes, totalBytes } = progress;
            activity = { phase: "downloading", ...(etaSeconds === null ? {} : { etaSeconds }) };
            tell(progress);
            done = downloadShare;
            report((downloadedBytes / Math.max(1, totalBytes)) * downloadShare);
          },
          onConvert(converted) {
            if (activity?.phase !== "converting") {
              if (converted === 1) return;
              log.info({ model: name }, "model is converted to GGUF, once");
            }
            activity = { phase: "converting" };
            report(done + converted * (1 - done) * conversionShare);
          },
        });
        activity = { phase: "loading" };
        const begun = fraction;
        const rest = (share: number): void => report(begun + share * (1 - begun));
        const loadOptions = { ...options, ...(onProgress === undefined ? {} : { onProgress: rest }) };
        engine = engines[prepared.form];
        filePath = prepared.path;
        if (prepared.form === "gguf") return await loadFile({ name, location: prepared.path }, loadOptions, signal);
        const { path: location, quantizationClass: quantization } = prepared;
        const chosen = quantization === undefined ? {} : { quantization };
        const fileBytes = await graphBytes(location, quantization ?? options.quantization);
        plannedBytes = fileBytes === undefined ? undefined : roughBytes(fileBytes);
        return await engine.load({ name, location }, { ...loadOptions, ...chosen }, signal);
      } finally {
        activity = undefined;
      }
    },
  };

  async function loadFile(
    source: Parameters<Engine["load"]>[0],
    options: LoadOptions,
    signal: AbortSignal,
  ): ReturnType<Engine["load"]> {
    const { name, location: path } = source;
    const summary = await acquire.check(path);
    const fitting = await fitOptions(name, summary, limitContext(options, summary), { probe: acquire.probe, log });
    signal.throwIfAborted();
    plannedBytes = fitting.plannedBytes;
    try {
      return await engines.gguf.load(source, fitting.options, signal);
    } catch (error) {
      // With an adapter it may be the adapter that was refused.
      const isFile = error instanceof ReparteeError && error.code === "model_file_invalid";
      if (isFile && options.loraPath === undefined) await acquire.refuse(path, error);
      throw error;
    }
  }
}

/** A line for each tenth of a download. */
function createDownloadLog(model: string, log: Log): (progress: DownloadProgress) => void {
  let toldTenths = 0;
  return ({ downloadedBytes, totalBytes, bytesPerSecond, etaSeconds }) => {
    const tenths = Math.floor((downloadedBytes / Math.max(1, totalBytes)) * 10);
    if (tenths <= toldTenths) return;
    toldTenths = tenths;
    const eta = etaSeconds === null ? {} : { etaSeconds: Math.ceil(etaSeconds) };
    const speed = Math.round(bytesPerSecond);
    log.info(
      { model, percent: tenths * 10, downloadedBytes, totalBytes, bytesPerSecond: speed, ...eta },
      "downloading",
    );
  };
}
