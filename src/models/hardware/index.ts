export type { Gpu, Hardware } from "./hardware.ts";
export { probeGpu } from "./probe-gpu.ts";
export { probeHardware } from "./probe-hardware.ts";
