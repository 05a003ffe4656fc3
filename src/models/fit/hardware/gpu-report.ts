import type { Gpu } from "./hardware.ts";

/**
 * What the GPU probe's child writes: one line that begins with this and goes on as JSON. Native libraries write to the
 * same output, so other lines are passed over.
 */
export const gpuReportMark = "repartee-gpu ";

/** The GPU that a child told of; undefined when its output has no readable report. */
export function parseGpuReport(output: string): Gpu | undefined {
  const line = output.split("\n").find((candidate) => candidate.startsWith(gpuReportMark));
  if (line === undefined) return undefined;
  try {
    return toGpu(JSON.parse(line.slice(gpuReportMark.length)));
  } catch {
    return undefined;
  }
}

function toGpu(report: unknown): Gpu | undefined {
  if (typeof report !== "object" || report === null) return undefined;
  const { kind, names, totalBytes, freeBytes, unified, reason } = report as Readonly<Record<string, unknown>>;
  if (kind === "none") return { kind, reason: typeof reason === "string" ? reason : "llama.cpp found no GPU" };
  if (kind !== "cuda" && kind !== "vulkan" && kind !== "metal") return undefined;
  if (!isByteCount(totalBytes) || !isByteCount(freeBytes) || !Array.isArray(names)) return undefined;
  return {
    kind,
    names: names.filter((name): name is string => typeof name === "string"),
    totalBytes,
    freeBytes: Math.min(freeBytes, totalBytes),
    unified: unified === true,
  };
}

function isByteCount(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value) && value >= 0;
}
