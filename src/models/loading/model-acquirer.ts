import type { Clock } from "../../core/clock.ts";
import { ReparteeError } from "../../core/errors.ts";
import type { Log } from "../../core/log.ts";
import type { QuantizationClass } from "../../core/quantization.ts";
import type { ModelRegistry } from "../registry/model-registry.ts";
import type { DownloadLimits } from "../download/download-limits.ts";
import type { DownloadProgress } from "../download/progress.ts";
import type { GgufSummary } from "../formats/gguf/read/gguf-summary.ts";
import { inspectModelFile } from "../formats/gguf/read/inspect-model-file.ts";
import type { Hub } from "../hub/hub.ts";
import type { HardwareProbe } from "../fit/hardware/hardware-probe.ts";
import { prepareModel, type PreparedModel } from "../local/prepare/prepare-model.ts";
import { resolveModelFile } from "../local/resolve/resolve-model-file.ts";
import { createRefusedFiles } from "../local/refused-files.ts";

/** What a load needs before native code may see the file. */
export interface ModelAcquirer {
  /**
   * What a reference means, downloaded and converted first where needed.
   * @throws ReparteeError as `resolveModelFile` and `prepareModel` do.
   */
  bring(reference: string, options: BringOptions): Promise<PreparedModel>;
  /** @throws ReparteeError `model_file_missing`, `model_file_invalid`. */
  check(path: string): Promise<GgufSummary>;
  /** Remembers that the engine itself refused the file. */
  refuse(path: string, error: ReparteeError): Promise<void>;
  readonly probe: HardwareProbe;
}

export interface BringOptions {
  readonly signal: AbortSignal;
  /** Called before the network is used; never when the file is here. */
  readonly onDownload: () => void;
  readonly onProgress: (progress: DownloadProgress) => void;
  /** Called with 0–1 while weights are converted. */
  readonly onConvert: (fraction: number) => void;
  /** For references that name none. */
  readonly quantization?: QuantizationClass | undefined;
}

export interface ModelAcquirerOptions {
  readonly registry: ModelRegistry;
  /** Absolute. */
  readonly cacheFolder: string;
  readonly hub: Hub;
  readonly token?: string;
  readonly offline: boolean;
  readonly log: Log;
  readonly clock: Clock;
  readonly probe: HardwareProbe;
  readonly limits?: Partial<DownloadLimits>;
}

export function createModelAcquirer(options: ModelAcquirerOptions): ModelAcquirer {
  const quarantine = createRefusedFiles(options.cacheFolder, options.log);
  return {
    probe: options.probe,
    async bring(reference, wait) {
      const { quantization: otherwise, ...waiting } = wait;
      const { signal } = wait;
      const file = await resolveModelFile(reference, { ...options, signal, quantization: { otherwise } });
      return await prepareModel(file, { ...options, ...waiting });
    },
    async check(path) {
      await quarantine.check(path);
      try {
        return await inspectModelFile(path);
      } catch (error) {
        if (error instanceof ReparteeError && error.code === "model_file_invalid") await quarantine.add(path, error);
        throw error;
      }
    },
    refuse: (path, error) => quarantine.add(path, error),
  };
}
