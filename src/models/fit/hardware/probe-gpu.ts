import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseGpuReport } from "./gpu-report.ts";
import type { Gpu } from "./hardware.ts";

export interface GpuProbeOptions {
  /** The child's main. */
  readonly entry?: URL;
  /** The child is ended after this long; loading a driver for the first time takes seconds. */
  readonly limitMs?: number;
}

const defaultLimitMs = 20_000;
/** A report is a line; a library that writes without end must not fill the memory. */
const mostOutputBytes = 64 * 1024;

/**
 * Asks a throw-away process for the GPU: drivers crash, and native code that once found a GPU keeps its memory. Never
 * rejects: whatever goes wrong is "no GPU", with the reason.
 */
export async function probeGpu({ entry = childEntry(), limitMs = defaultLimitMs }: GpuProbeOptions = {}): Promise<Gpu> {
  return await new Promise((resolve) => {
    const startMs = performance.now();
    const child = spawn(process.execPath, [fileURLToPath(entry)], {
      stdio: ["ignore", "pipe", "pipe"],
      timeout: limitMs,
      killSignal: "SIGKILL",
      windowsHide: true,
    });
    let output = "";
    let complaint = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      if (output.length < mostOutputBytes) output += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      complaint = (complaint + text).slice(-500);
    });
    child.once("error", ({ message }) => {
      resolve({ kind: "none", reason: `the GPU probe could not be started (${message})` });
    });
    child.once("close", (exitCode, signal) => {
      const reported = parseGpuReport(output);
      if (reported !== undefined) return resolve(reported);
      const tookMs = performance.now() - startMs;
      resolve({ kind: "none", reason: describeEnd({ exitCode, signal, tookMs, limitMs, complaint }) });
    });
  });
}

interface ProbeEnd {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly tookMs: number;
  readonly limitMs: number;
  readonly complaint: string;
}

function describeEnd({ exitCode, signal, tookMs, limitMs, complaint }: ProbeEnd): string {
  if (signal === "SIGKILL" && tookMs >= limitMs) return `the GPU probe gave no answer within ${limitMs / 1000} s`;
  const end = signal === null ? `ended with code ${exitCode ?? "unknown"}` : `was ended by ${signal}`;
  const lastLine = complaint.trim().split("\n").at(-1) ?? "";
  return `the GPU probe ${end}${lastLine === "" ? "" : ` (${lastLine.slice(0, 200)})`}`;
}

/** From the sources, tests run the built file: Node does not run TypeScript. */
function childEntry(): URL {
  return import.meta.url.endsWith(".ts")
    ? new URL("../../../../dist/models/fit/hardware/gpu-child.js", import.meta.url)
    : new URL("./gpu-child.js", import.meta.url);
}
