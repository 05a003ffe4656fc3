/** What native libraries write when a GPU is too small or fails, and how an error carries it. */
import type { ReparteeError } from "./errors.ts";

export type GpuFailure = "gpu_out_of_memory" | "gpu_failed";

/** Why a model is on the processor though a GPU was requested: it failed, has no room for a single layer, or is not there. */
export type DeviceReason = GpuFailure | "gpu_too_small" | "no_gpu";

/** The fact of an error that has its `GpuFailure`; it crosses process borders as facts do. */
export const gpuFailureFact = "gpuFailure";

/**
 * Texts of llama.cpp's backends. Those of memory in the processor's reach ("failed to allocate CPU buffer") are none of
 * them. From reports of the project's users: no GPU was at hand to provoke them.
 */
const outOfMemory: readonly RegExp[] = [
  /cudaMalloc failed: out of memory/i,
  /\b(?:CUDA|ROCm|HIP) error: out of memory/i,
  /CUBLAS_STATUS_ALLOC_FAILED/,
  /allocate (?:CUDA|ROCm|Vulkan|Metal|MTL|SYCL)\d* buffer/i,
  /Error_?OutOfDevice_?Memory|ERROR_OUT_OF_DEVICE_MEMORY|OutOfDeviceMemoryError/i,
  /ggml_vulkan: Device memory allocation of size \d+ failed/,
  /kIOGPUCommandBufferCallbackErrorOutOfMemory/,
  /ggml_metal_\w+: error: failed to allocate buffer/,
];

/** CUDA's own reason is lost where the process ends at once; only the place of the abort is left. */
const failed: readonly RegExp[] = [
  /\b(?:CUDA|ROCm|HIP) error\b/,
  /vk::(?:DeviceLostError|SystemError)|ErrorDeviceLost/,
];

/** Undefined when the text speaks of no GPU. */
export function findGpuFailure(text: string): GpuFailure | undefined {
  if (outOfMemory.some((pattern) => pattern.test(text))) return "gpu_out_of_memory";
  return failed.some((pattern) => pattern.test(text)) ? "gpu_failed" : undefined;
}

export function gpuFailureOf({ facts }: ReparteeError): GpuFailure | undefined {
  const value = facts[gpuFailureFact];
  return value === "gpu_out_of_memory" || value === "gpu_failed" ? value : undefined;
}
