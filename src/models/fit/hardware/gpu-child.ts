/**
 * Run as a process of its own, which may crash in a driver: asks llama.cpp for the GPU that it would use, writes one
 * line about it and ends.
 */
import { getLlama, LlamaLogLevel } from "node-llama-cpp";
import { gpuReportMark } from "./gpu-report.ts";
import type { Gpu } from "./hardware.ts";

async function describeGpu(): Promise<Gpu> {
  const llama = await getLlama({
    build: "never",
    skipDownload: true,
    progressLogs: false,
    gpu: "auto",
    logLevel: LlamaLogLevel.disabled,
  });
  if (llama.gpu === false) return { kind: "none", reason: "llama.cpp found no GPU that it can use" };
  const { total, free, unifiedSize } = await llama.getVramState();
  const names = await llama.getGpuDeviceNames();
  return { kind: llama.gpu, names, totalBytes: total, freeBytes: free, unified: unifiedSize > 0 };
}

const gpu = await describeGpu();
/* Drivers may hang or crash when they are closed: what is known is written first, and nothing is closed. */
process.stdout.write(`${gpuReportMark}${JSON.stringify(gpu)}\n`, () => process.kill(process.pid, "SIGKILL"));
