export type { Cpu, Disk, Gpu, Hardware, InstructionSet, Memory } from "./hardware.ts";
export { probeGpu } from "./probe-gpu.ts";
export type { GpuProbeOptions } from "./probe-gpu.ts";
export { probeHardware } from "./probe-hardware.ts";
export type { HardwareProbeOptions } from "./probe-hardware.ts";
export type { SystemSource } from "./system-source.ts";
