/**
 * Beginnings of names in `/dev` behind which Linux shows a GPU that llama.cpp may use: NVIDIA's driver, Jetson's, WSL's,
 * and what Vulkan needs.
 */
const gpuDevices: readonly string[] = ["nvidia", "nvhost", "nvmap", "nvgpu", "dxg", "dri", "kfd", "mali", "kgsl"];

/**
 * False where there is certainly none: to ask the drivers takes a process and most of a second.
 * @param platform As `process.platform`.
 * @param deviceNames What `/dev` holds; undefined where it cannot be read.
 */
export function mayHaveGpu(platform: string, deviceNames: readonly string[] | undefined): boolean {
  if (platform !== "linux" || deviceNames === undefined) return true;
  return deviceNames.some((name) => gpuDevices.some((beginning) => name.startsWith(beginning)));
}
