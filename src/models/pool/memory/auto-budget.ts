import type { HardwareProbe } from "../../fit/hardware/hardware-probe.ts";

/** A tenth of the memory, and no more than this, is left to the system and to the server itself. */
const mostReservedBytes = 2 ** 30;

/**
 * What models may take when the user left it open: the memory that is free, inside a container what its limit leaves,
 * less a reserve; and the free memory of a GPU that was found and has its own. To be asked while no model is in memory.
 */
export async function autoBudget(probe: Pick<HardwareProbe, "withKnownGpu">): Promise<number | undefined> {
  const { memory, gpu } = await probe.withKnownGpu();
  if (!(memory.freeBytes > 0)) return undefined;
  const reservedBytes = Math.min(memory.totalBytes / 10, mostReservedBytes);
  const vramBytes = gpu.kind === "none" || gpu.unified ? 0 : gpu.freeBytes;
  return Math.max(0, Math.floor(memory.freeBytes - reservedBytes)) + vramBytes;
}
