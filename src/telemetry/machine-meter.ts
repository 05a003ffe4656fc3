import { availableParallelism, cpus, loadavg } from "node:os";
import type { MachineMeter } from "../core/machine-meter.ts";

export function createMachineMeter(): MachineMeter {
  const cores = availableParallelism();
  return {
    cores,
    cpuMs: () => cpus().reduce((sum, { times: { user, nice, sys, irq } }) => sum + user + nice + sys + irq, 0),
    load: () => Math.round(((loadavg()[0] ?? 0) / cores) * 100) / 100,
  };
}
