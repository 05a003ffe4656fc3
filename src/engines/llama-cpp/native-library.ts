import { readdir } from "node:fs/promises";
import { getLlama, LlamaLogLevel } from "node-llama-cpp";
import type { Llama } from "node-llama-cpp";
import { mayHaveGpu } from "../../core/gpu-devices.ts";
import type { Log } from "../../core/log.ts";
import { gpuComplaints } from "./gpu-complaints.ts";
import { startPrebuiltLibrary } from "./prebuilt-library.ts";

/**
 * The native library is started once a process for each kind of device and never ended: with a GPU starting takes most
 * of a second, and what it holds between models is next to nothing.
 */
const started = new Map<"cpu" | "any", Promise<Llama>>();

const logMethods: Readonly<Record<LlamaLogLevel, keyof Log | undefined>> = {
  [LlamaLogLevel.disabled]: undefined,
  [LlamaLogLevel.fatal]: "error",
  [LlamaLogLevel.error]: "error",
  [LlamaLogLevel.warn]: "warn",
  [LlamaLogLevel.info]: "debug",
  [LlamaLogLevel.log]: "debug",
  [LlamaLogLevel.debug]: "debug",
};

/** @param wanted `cpu` leaves a GPU alone, `any` uses the best that there is. */
export async function startNativeLibrary(wanted: "cpu" | "any", log: Log): Promise<Llama> {
  const devices = mayHaveGpu(process.platform, await listDevices()) ? wanted : "cpu";
  const running = started.get(devices) ?? start(devices, log);
  started.set(devices, running);
  try {
    return await running;
  } catch (thrown) {
    started.delete(devices);
    throw thrown;
  }
}

async function listDevices(): Promise<readonly string[] | undefined> {
  return await readdir("/dev").catch(() => undefined);
}

async function start(devices: "cpu" | "any", log: Log): Promise<Llama> {
  const options = {
    logLevel: LlamaLogLevel.warn,
    logger: (level: LlamaLogLevel, message: string): void => {
      gpuComplaints.note(message);
      const method = logMethods[level];
      if (method !== undefined) log[method]({ library: "llama.cpp" }, message.trim());
    },
  };
  const prebuilt = devices === "cpu" ? await startPrebuiltLibrary(options) : undefined;
  if (prebuilt !== undefined) return prebuilt;
  const gpu = devices === "cpu" ? false : "auto";
  return await getLlama({ ...options, build: "never", skipDownload: true, progressLogs: false, gpu });
}
