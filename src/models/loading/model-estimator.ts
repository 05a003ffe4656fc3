/** What a model will take and whether that fits, before it is loaded: from its file's header, else from its size. */
import { stat } from "node:fs/promises";
import type { Clock } from "../../core/clock.ts";
import type { LoadOptions } from "../../core/engine.ts";
import { ReparteeError } from "../../core/errors.ts";
import { sumParts } from "../fit/memory-estimate.ts";
import { shrinkToFit } from "../fit/shrink-to-fit.ts";
import type { Fit, ModelFits } from "../fit/fit-model.ts";
import type { GgufSummary } from "../formats/gguf/read/gguf-summary.ts";
import { inspectModelFile } from "../formats/gguf/read/inspect-model-file.ts";
import type { HardwareProbe } from "../fit/hardware/hardware-probe.ts";
import { fitOfSize, roughBytes } from "../fit/rough-fit.ts";
import { findModelFile } from "../local/prepare/fetch-model-file.ts";
import { graphBytes } from "../local/resolve/graph-bytes.ts";
import { resolveModelFile, type ResolveModelFileOptions } from "../local/resolve/resolve-model-file.ts";
import { limitContext, smallBytes } from "./fit-options.ts";

export interface ModelEstimator {
  /** RAM and VRAM together. @throws ReparteeError when nothing is known of the model. */
  bytes(reference: string, options: LoadOptions): Promise<number>;
  /** Never rejects: `unknown` where nothing is known without the hub. */
  fits(reference: string, options: LoadOptions): Promise<ModelFits>;
}

export type ModelEstimatorOptions = Pick<ResolveModelFileOptions, "registry" | "hub" | "cacheFolder"> & {
  readonly probe: HardwareProbe;
  readonly clock: Clock;
};

/** Lists are asked for again and again; free memory does not change much in this time. */
const freshMs = 5_000;

interface Found {
  /** Undefined: the file is not here. */
  readonly path: string | undefined;
  readonly sizeBytes: number | undefined;
}

export function createModelEstimator(options: ModelEstimatorOptions): ModelEstimator {
  const { cacheFolder, clock, probe } = options;
  /** By path: a header does not change unless its file does. */
  const summaries = new Map<string, { readonly mark: string; readonly summary: GgufSummary }>();
  const answers = new Map<string, { readonly untilMs: number; readonly fits: Promise<ModelFits> }>();

  async function find(reference: string, { quantization: otherwise }: LoadOptions): Promise<Found> {
    // Never asks the hub: an estimate is not worth a request.
    const { signal } = new AbortController();
    const file = await resolveModelFile(reference, { ...options, offline: true, signal, quantization: { otherwise } });
    if (file.form === "onnx" && file.kind === "local") {
      return { path: undefined, sizeBytes: await graphBytes(file.path, file.quantizationClass) };
    }
    // Of several files, and of what is to be converted, the size alone tells.
    if (file.form !== "gguf") return { path: undefined, sizeBytes: file.kind === "hub" ? file.sizeBytes : undefined };
    if (file.kind === "local") return { path: file.path, sizeBytes: undefined };
    const present = await findModelFile(cacheFolder, file);
    return { path: present?.path, sizeBytes: file.sizeBytes };
  }

  async function summaryOf(path: string): Promise<GgufSummary> {
    const { size, mtimeMs } = await stat(path);
    const mark = `${size} ${mtimeMs}`;
    const known = summaries.get(path);
    if (known?.mark === mark) return known.summary;
    const summary = await inspectModelFile(path);
    summaries.set(path, { mark, summary });
    return summary;
  }

  async function fitOf(
    path: string,
    requested: LoadOptions,
  ): Promise<{ readonly fit: Fit; readonly isSmaller: boolean }> {
    const summary = await summaryOf(path);
    const limited = limitContext(requested, summary);
    const { contextSize = "auto", gpuLayers = "auto", batchSize = "auto", slots = "auto" } = limited;
    const needsNoGpu = gpuLayers === 0 || summary.sizeBytes < smallBytes;
    const hardware = await (needsNoGpu ? probe.withoutGpu() : probe.hardware());
    const { fit, changes } = shrinkToFit(summary, { contextSize, gpuLayers, batchSize, slots }, hardware);
    return { fit, isSmaller: changes.length > 0 };
  }

  async function tell(reference: string, requested: LoadOptions): Promise<ModelFits> {
    try {
      const { path, sizeBytes } = await find(reference, requested);
      if (path === undefined) return fitOfSize(sizeBytes, await probe.withKnownGpu()).fits;
      const { fit, isSmaller } = await fitOf(path, requested);
      return fit.fits === "yes" && isSmaller ? "tight" : fit.fits;
    } catch {
      // A file that is missing or broken, a reference that only the hub knows: its load will say so.
      return "unknown";
    }
  }

  return {
    async bytes(reference, requested) {
      const { path, sizeBytes } = await find(reference, requested);
      if (path !== undefined) {
        const { ram, vram } = (await fitOf(path, requested)).fit.parts;
        return sumParts(ram) + sumParts(vram);
      }
      if (sizeBytes !== undefined) return roughBytes(sizeBytes);
      throw new ReparteeError("model_file_missing", `Cannot estimate the memory of "${reference}": it is not here yet`);
    },
    fits(reference, requested) {
      const nowMs = clock.now();
      const known = answers.get(reference);
      if (known !== undefined && nowMs < known.untilMs) return known.fits;
      const fits = tell(reference, requested);
      answers.set(reference, { untilMs: nowMs + freshMs, fits });
      return fits;
    },
  };
}
