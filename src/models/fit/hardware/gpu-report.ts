import { z } from "zod";
import { checkValue } from "../../../schema/read-value.ts";
import type { Gpu } from "./hardware.ts";

/**
 * What the GPU probe's child writes: one line that begins with this and goes on as JSON. Native libraries write to the
 * same output, so other lines are passed over.
 */
export const gpuReportMark = "repartee-gpu ";

const byteCount = z.number().min(0);

const gpuReport = z.union([
  z.object({ kind: z.literal("none"), reason: z.string().catch("llama.cpp found no GPU") }),
  z
    .object({
      kind: z.enum(["cuda", "vulkan", "metal"]),
      names: z.array(z.unknown()),
      totalBytes: byteCount,
      freeBytes: byteCount,
      unified: z.boolean().catch(false),
    })
    .transform((gpu) => ({
      ...gpu,
      names: gpu.names.filter((name) => typeof name === "string"),
      freeBytes: Math.min(gpu.freeBytes, gpu.totalBytes),
    })),
]);

/** The GPU that a child reported; undefined when its output has no readable report. */
export function parseGpuReport(output: string): Gpu | undefined {
  const line = output.split("\n").find((candidate) => candidate.startsWith(gpuReportMark));
  if (line === undefined) return undefined;
  try {
    return checkValue(gpuReport, JSON.parse(line.slice(gpuReportMark.length))).value;
  } catch {
    return undefined;
  }
}
