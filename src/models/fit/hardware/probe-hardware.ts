import { dirname, resolve } from "node:path";
import { readCgroupLimits, type CgroupLimits } from "./cgroup.ts";
import { parseCpuInfo } from "./cpu-info.ts";
import type { Cpu, Disk, Gpu, Hardware, InstructionSet, Memory } from "./hardware.ts";
import { parseMemInfo, parseVmStat, type MemoryInfo } from "./memory-info.ts";
import { probeGpu } from "./probe-gpu.ts";
import { thisSystem, type SystemSource } from "./system-source.ts";

export interface HardwareProbeOptions {
  /** A folder on the file system that models are kept on. */
  readonly diskPath?: string;
  /** Asks for the GPU; takes up to 20 s the first time. */
  readonly probeGpu?: () => Promise<Gpu>;
  readonly system?: SystemSource;
}

/** Never rejects: what a system does not report is taken from Node. */
export async function probeHardware(options: HardwareProbeOptions = {}): Promise<Hardware> {
  const system = options.system ?? thisSystem;
  const [limits, gpu, disk] = await Promise.all([
    system.platform === "linux" ? readCgroupLimits((path) => system.readText(path)) : {},
    (options.probeGpu ?? probeGpu)(),
    options.diskPath === undefined ? undefined : describeDisk(system, options.diskPath),
  ]);
  const [cpu, memory] = await Promise.all([describeCpu(system, limits), describeMemory(system, limits)]);
  return { cpu, memory, gpu, disk };
}

async function describeCpu(system: SystemSource, { cpuQuota = Infinity }: CgroupLimits): Promise<Cpu> {
  const info = parseCpuInfo((await linuxText(system, "/proc/cpuinfo")) ?? "");
  const models = system.cpuModels();
  const logicalCores = info?.logicalCores ?? Math.max(1, models.length);
  const instructionSets = info?.instructionSets ?? impliedSets(system);
  return {
    model: info?.model ?? models[0]?.trim() ?? "unknown",
    architecture: system.architecture,
    physicalCores: info?.physicalCores ?? logicalCores,
    logicalCores,
    usableCores: Math.min(system.availableParallelism(), cpuQuota),
    instructionSets,
  };
}

/** Every 64-bit ARM has NEON; Apple's have the dot product from the first on. x86 differs too much to guess. */
function impliedSets({ architecture, platform }: SystemSource): readonly InstructionSet[] | undefined {
  if (architecture !== "arm64") return undefined;
  return platform === "darwin" ? ["neon", "dotprod"] : ["neon"];
}

async function describeMemory(system: SystemSource, { memory: limit }: CgroupLimits): Promise<Memory> {
  const { totalBytes, freeBytes } = await machineMemory(system);
  if (limit === undefined || limit.limitBytes >= totalBytes) return { totalBytes, freeBytes, boundBy: "machine" };
  const room = Math.max(0, limit.limitBytes - limit.usedBytes);
  return { totalBytes: limit.limitBytes, freeBytes: Math.min(freeBytes, room), boundBy: "cgroup" };
}

async function machineMemory(system: SystemSource): Promise<MemoryInfo> {
  const totalBytes = system.totalMemoryBytes();
  if (system.platform === "darwin") {
    const freeBytes = parseVmStat((await system.run("/usr/bin/vm_stat")) ?? "") ?? system.freeMemoryBytes();
    return { totalBytes, freeBytes: Math.min(freeBytes, totalBytes) };
  }
  const info = parseMemInfo((await linuxText(system, "/proc/meminfo")) ?? "");
  return info ?? { totalBytes, freeBytes: system.freeMemoryBytes() };
}

async function linuxText(system: SystemSource, path: string): Promise<string | undefined> {
  return system.platform === "linux" ? await system.readText(path) : undefined;
}

/** A folder that is yet to be made lies on the file system of the first one above it that is there. */
async function describeDisk(system: SystemSource, path: string): Promise<Disk | undefined> {
  let folder = resolve(path);
  while (true) {
    const found = await system.fileSystem(folder);
    if (found !== undefined) return { path, ...found };
    const above = dirname(folder);
    if (above === folder) return undefined;
    folder = above;
  }
}
