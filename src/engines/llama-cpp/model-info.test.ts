import { expect, test } from "vitest";
import { deviceOf } from "./model-info.ts";

test.each([
  [{ gpu: "cuda", gpuLayers: 12, wishedGpuLayers: "auto" }, { device: "cuda" }],
  [{ gpu: false, gpuLayers: 0, wishedGpuLayers: "auto" }, { device: "cpu" }],
  [{ gpu: "cuda", gpuLayers: 0, wishedGpuLayers: 0 }, { device: "cpu" }],
  [
    { gpu: "cuda", gpuLayers: 0, wishedGpuLayers: "auto" },
    { device: "cpu", deviceReason: /free memory of the GPU/ },
  ],
  [
    { gpu: false, gpuLayers: 0, wishedGpuLayers: 20 },
    { device: "cpu", deviceReason: /there is none/ },
  ],
] as const)("deviceOf %j tells the device, and why it is the CPU where a GPU was wished", (placement, expected) => {
  const { device, deviceReason } = deviceOf(placement);
  expect(device).toBe(expected.device);
  if ("deviceReason" in expected) expect(deviceReason).toMatch(expected.deviceReason);
  else expect(deviceReason).toBeUndefined();
});
