/**
 * An engine whose models come from references: the file is brought here, checked and found to fit before the inner
 * engine, and native code with it, hears of it.
 */
import type { Engine } from "../../core/engine.ts";
import { ReparteeError } from "../../core/errors.ts";
import type { Log } from "../../core/log.ts";
import type { DownloadProgress } from "../download/index.ts";
import { fitOptions } from "./fit-options.ts";
import type { LoadActivity } from "./load-activity.ts";
import type { ModelAcquirer } from "./model-acquirer.ts";

export interface AcquiringEngine extends Engine {
  /** By the model's name; undefined while nothing is being done for it. */
  activity(name: string): LoadActivity | undefined;
  /** The file that the model was loaded from last, by its name. */
  filePath(name: string): string | undefined;
}

export interface AcquiringEngineOptions {
  readonly inner: Engine;
  readonly acquire: ModelAcquirer;
  readonly log: Log;
}

/** How much of a load's fraction a download takes; the rest is the inner engine's. */
const downloadShare = 0.9;
/** Told at once when a download begins, so that those who wait hear of it. */
const firstFraction = 1e-6;

/** `source.location` is a reference: a path ending in `.gguf`, a name of the catalog, a repository. */
export function createAcquiringEngine({ inner, acquire, log }: AcquiringEngineOptions): AcquiringEngine {
  const activities = new Map<string, LoadActivity>();
  const paths = new Map<string, string>();
  return {
    id: inner.id,
    capabilities: inner.capabilities,
    activity: (name) => activities.get(name),
    filePath: (name) => paths.get(name),
    async load(source, options, signal) {
      const { name } = source;
      const { onProgress } = options;
      const tell = createDownloadLog(name, log);
      let downloaded = 0;
      activities.set(name, { phase: "loading" });
      try {
        const path = await acquire.bring(source.location, {
          signal,
          onDownload() {
            downloaded = downloadShare;
            activities.set(name, { phase: "downloading" });
            log.info({ model: name, reference: source.location }, "model is not here yet; downloading it");
            onProgress?.(firstFraction);
          },
          onProgress(progress) {
            const { etaSeconds, downloadedBytes, totalBytes } = progress;
            activities.set(name, { phase: "downloading", ...(etaSeconds === null ? {} : { etaSeconds }) });
            tell(progress);
            const fraction = (downloadedBytes / Math.max(1, totalBytes)) * downloadShare;
            onProgress?.(Math.max(firstFraction, fraction));
          },
        });
        activities.set(name, { phase: "loading" });
        paths.set(name, path);
        const summary = await acquire.check(path);
        const fitting = await fitOptions(name, summary, options, { probe: acquire.probe, log });
        signal.throwIfAborted();
        const rest = (fraction: number): void => onProgress?.(downloaded + fraction * (1 - downloaded));
        const loading = inner.load(
          { name, location: path },
          { ...fitting, ...(onProgress === undefined ? {} : { onProgress: rest }) },
          signal,
        );
        return await loading.catch(async (error: unknown) => {
          // With an adapter it may be the adapter that was refused.
          const isFile = error instanceof ReparteeError && error.code === "model_file_invalid";
          if (isFile && options.loraPath === undefined) await acquire.refuse(path, error);
          throw error;
        });
      } finally {
        activities.delete(name);
      }
    },
  };
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
