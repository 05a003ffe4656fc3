/**
 * The form of a model that this machine computes fastest. llama.cpp has slow kernels for Q4_1 on x64, and fast ones for
 * Q4_0 with AVX2: there a Q4_1 model is given to it as Q4_0 and an adapter with the offsets, made once (`formats/offsets`).
 * Figures are in docs/performance.md.
 */
import { rm } from "node:fs/promises";
import { throwIfCancelled } from "../../core/abort.ts";
import type { LoadOptions } from "../../core/engine.ts";
import type { Log } from "../../core/log.ts";
import type { Cpu } from "../fit/hardware/hardware.ts";
import { repackedTypes } from "../fit/repacked-types.ts";
import type { GgufSummary } from "../formats/gguf/read/gguf-summary.ts";
import { splitOffsets } from "../formats/offsets/split-offsets.ts";
import { convertedFolderOf } from "../local/prepare/converted-models.ts";

export interface FoundFile {
  readonly path: string;
  readonly options: LoadOptions;
  readonly summary: GgufSummary;
  /** Absent where a GPU computes, or may. */
  readonly cpu?: Cpu;
}

export interface FasterForm {
  readonly path: string;
  readonly options: LoadOptions;
  /** Removes it from the disk: it is made anew by the next load. */
  discard(): Promise<void>;
}

export interface FasterFormOptions {
  readonly cacheFolder: string;
  readonly signal: AbortSignal;
  readonly log: Log;
  /** Called with 0–1 while the form is made. */
  readonly onConvert?: ((fraction: number) => void) | undefined;
}

/** More would take more of the disk than anybody expects of a load. */
const mostBytes = 2 ** 30;
/** Of the layers' bytes, so much at least is to become faster. */
const worthShare = 0.5;

/**
 * Undefined where the file itself is as fast, and where nothing else can be made of it: it is only a matter of speed.
 * @throws ReparteeError `cancelled`
 */
export async function fasterForm(
  found: FoundFile,
  { cacheFolder, signal, log, onConvert }: FasterFormOptions,
): Promise<FasterForm | undefined> {
  if (!isWorthSplitting(found)) return undefined;
  const { path, options } = found;
  try {
    const destination = convertedFolderOf(cacheFolder, path);
    const split = await splitOffsets({ path, destination, onProgress: onConvert, signal });
    if (split === undefined) return undefined;
    return {
      path: split.weights,
      // Q4_0 is copied into another order, so that nothing is left to map.
      options: { ...options, loraPath: split.offsets, mapsFile: false },
      discard: async () => void (await Promise.all([rm(split.weights), rm(split.offsets)])),
    };
  } catch (thrown) {
    throwIfCancelled(signal, "load the model");
    log.warn(
      { err: thrown, path },
      "model is loaded in the form of its file, which this processor computes more slowly",
    );
    return undefined;
  }
}

function isWorthSplitting({ summary, cpu, options }: FoundFile): boolean {
  const { weights, sizeBytes } = summary;
  return (
    cpu?.architecture === "x64" &&
    repackedTypes(cpu.architecture, cpu.instructionSets).includes("Q4_0") &&
    options.loraPath === undefined &&
    sizeBytes <= mostBytes &&
    (weights.matrixBytesByType["Q4_1"] ?? 0) >= weights.layerBytes * worthShare
  );
}
