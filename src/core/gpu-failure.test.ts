import { expect, test } from "vitest";
import { ReparteeError } from "./errors.ts";
import { findGpuFailure, gpuFailureFact, gpuFailureOf } from "./gpu-failure.ts";

test.each([
  "ggml_backend_cuda_buffer_type_alloc_buffer: allocating 14136.04 MiB on device 0: cudaMalloc failed: out of memory",
  "alloc_tensor_range: failed to allocate CUDA0 buffer of size 151851674624",
  "llama_model_load: error loading model: unable to allocate CUDA0 buffer",
  "ggml_gallocr_reserve_n: failed to allocate ROCm0 buffer of size 14822711296",
  "CUDA error: out of memory\n  current device: 0, in function alloc at ggml-cuda.cu:449",
  "ggml_vulkan: Device memory allocation of size 369827840 failed.",
  "ggml_vulkan: vk::Device::allocateMemory: ErrorOutOfDeviceMemory",
  "terminate called after throwing an instance of 'vk::OutOfDeviceMemoryError'",
  "error: Insufficient Memory (00000008:kIOGPUCommandBufferCallbackErrorOutOfMemory)",
  "ggml_metal_buffer_type_alloc_buffer: error: failed to allocate buffer, size = 1024.00 MiB",
])("findGpuFailure finds a GPU out of memory: %s", (text) => {
  expect(findGpuFailure(text)).toBe("gpu_out_of_memory");
});

test.each([
  "/src/ggml/src/ggml-cuda/ggml-cuda.cu:88: CUDA error",
  "terminate called after throwing an instance of 'vk::DeviceLostError'",
])("findGpuFailure finds a GPU that gave up for a reason unknown: %s", (text) => {
  expect(findGpuFailure(text)).toBe("gpu_failed");
});

test.each([
  "ggml_backend_cpu_buffer_type_alloc_buffer: failed to allocate buffer of size 1073741824",
  "alloc_tensor_range: failed to allocate CPU buffer of size 151851674624",
  "std::bad_alloc",
  "out of memory",
  "GGML_ASSERT(n_tokens <= n_batch) failed",
  "ggml_cuda_init: found 1 CUDA devices:",
  "",
])("findGpuFailure finds nothing in what is no GPU's: %s", (text) => {
  expect(findGpuFailure(text)).toBeUndefined();
});

test("gpuFailureOf reads the fact and nothing else", () => {
  const error = (value: string): ReparteeError =>
    new ReparteeError("insufficient_memory", "x", { facts: { [gpuFailureFact]: value } });
  expect(gpuFailureOf(error("gpu_out_of_memory"))).toBe("gpu_out_of_memory");
  expect(gpuFailureOf(error("ram"))).toBeUndefined();
  expect(gpuFailureOf(new ReparteeError("insufficient_memory", "cudaMalloc failed: out of memory"))).toBeUndefined();
});
