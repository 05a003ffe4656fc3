import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { LoadOptions } from "../../core/engine.ts";

export type Device = "cuda" | "cpu";

/** What is looked at to know whether a graphics card can be used. */
export interface DeviceProbe {
  readonly platform: string;
  readonly arch: string;
  /** Whether ONNX Runtime's CUDA part was installed beside it: a plain install leaves it out. */
  readonly hasCudaProvider: () => boolean;
  /** Whether NVIDIA's driver shows a card. */
  readonly hasNvidiaCard: () => boolean;
}

export const systemProbe: DeviceProbe = {
  platform: process.platform,
  arch: process.arch,
  hasCudaProvider: () => existsSync(join(nativeFolder(), "libonnxruntime_providers_cuda.so")),
  hasNvidiaCard: () => existsSync("/dev/nvidia0"),
};

/**
 * Devices to try, the best first; the last is always the processor. A device is in the list only when there is reason
 * to believe that it works, and loading on it proves it.
 */
export function devicesToTry(gpuLayers: LoadOptions["gpuLayers"], probe: DeviceProbe = systemProbe): readonly Device[] {
  const isWanted = gpuLayers !== 0;
  const isBuiltFor = probe.platform === "linux" && probe.arch === "x64";
  return isWanted && isBuiltFor && probe.hasNvidiaCard() && probe.hasCudaProvider() ? ["cuda", "cpu"] : ["cpu"];
}

/** The folder of the native library, which is a dependency of Transformers.js and not of this package. */
function nativeFolder(): string {
  const transformers = createRequire(import.meta.url).resolve("@huggingface/transformers");
  const entry = createRequire(transformers).resolve("onnxruntime-node");
  return join(dirname(entry), "..", "bin", "napi-v6", process.platform, process.arch);
}
