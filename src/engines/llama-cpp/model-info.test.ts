import { expect, test } from "vitest";
import { deviceOf } from "./model-info.ts";

test.each([
  [{ gpu: "cuda", gpuLayers: 12, requestedGpuLayers: "auto" }, { device: "cuda" }],
  [{ gpu: false, gpuLayers: 0, requestedGpuLayers: "auto" }, { device: "cpu" }],
  [{ gpu: "cuda", gpuLayers: 0, requestedGpuLayers: 0 }, { device: "cpu" }],
  [
    { gpu: "cuda", gpuLayers: 0, requestedGpuLayers: "auto" },
    { device: "cpu", deviceReason: "gpu_too_small" },
  ],
  [
    { gpu: false, gpuLayers: 0, requestedGpuLayers: 20 },
    { device: "cpu", deviceReason: "no_gpu" },
  ],
] as const)("deviceOf %j names the device, and why it is the CPU where a GPU was requested", (placement, expected) => {
  expect(deviceOf(placement)).toEqual(expected);
});
