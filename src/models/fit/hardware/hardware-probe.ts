import { readdir } from "node:fs/promises";
import { mayHaveGpu } from "../../../core/gpu-devices.ts";
import type { Gpu, Hardware } from "./hardware.ts";
import { probeGpu } from "./probe-gpu.ts";
import { probeHardware } from "./probe-hardware.ts";

export interface HardwareProbe {
  /** Memory as it is now. The GPU is looked for in a child process at the first call, and again only where there is one. */
  hardware(): Promise<Hardware>;
  /** The same, with no GPU looked for: at once. */
  withoutGpu(): Promise<Hardware>;
  /** The same, with the GPU as it was found last, if it was looked for. */
  withKnownGpu(): Promise<Hardware>;
}

/** @param diskPath A folder on the file system that models are kept on. */
export function createHardwareProbe(diskPath: string, findGpu: () => Promise<Gpu> = findAnyGpu): HardwareProbe {
  const notAsked: Gpu = { kind: "none", reason: "it was not looked for" };
  let known: Promise<Gpu> | undefined;
  let last: Gpu = notAsked;
  return {
    async hardware() {
      const first = (known ??= findGpu());
      const gpu = (last = await first);
      // Its memory changes with what is loaded; that there is none does not.
      if (gpu.kind !== "none" && first === known) known = undefined;
      return await probeHardware({ diskPath, probeGpu: () => Promise.resolve(gpu) });
    },
    withoutGpu: () => probeHardware({ diskPath, probeGpu: () => Promise.resolve(notAsked) }),
    withKnownGpu: () => probeHardware({ diskPath, probeGpu: () => Promise.resolve(last) }),
  };
}

async function findAnyGpu(): Promise<Gpu> {
  const devices = await readdir("/dev").catch(() => undefined);
  if (mayHaveGpu(process.platform, devices)) return await probeGpu();
  return { kind: "none", reason: "this machine shows no GPU device in /dev" };
}

/** The same machine as models see it that may take no more than `limitBytes` of its memory together. */
export function withMemoryLimit(probe: HardwareProbe, limitBytes: number): HardwareProbe {
  const limited = async (found: Promise<Hardware>): Promise<Hardware> => {
    const hardware = await found;
    const { memory } = hardware;
    return { ...hardware, memory: { ...memory, freeBytes: Math.min(memory.freeBytes, limitBytes) } };
  };
  return {
    hardware: () => limited(probe.hardware()),
    withoutGpu: () => limited(probe.withoutGpu()),
    withKnownGpu: () => limited(probe.withKnownGpu()),
  };
}
