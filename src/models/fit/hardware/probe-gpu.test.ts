import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { gpuReportMark, parseGpuReport } from "./gpu-report.ts";
import { probeGpu } from "./probe-gpu.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "repartee-gpu-"));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

const report = { kind: "cuda", names: ["NVIDIA H200"], totalBytes: 150e9, freeBytes: 140e9, unified: false };

async function child(name: string, source: string): Promise<URL> {
  const path = join(folder, `${name}.mjs`);
  await writeFile(path, source);
  return pathToFileURL(path);
}

describe("probeGpu", () => {
  test("the built child tells of this machine without crashing", async () => {
    const gpu = await probeGpu();
    if (gpu.kind === "none") expect(gpu.reason).toBe("llama.cpp found no GPU that it can use");
    else expect(gpu.totalBytes).toBeGreaterThan(0);
  });

  test("a report counts even when the child crashes after it", async () => {
    const line = JSON.stringify(`noise\n${gpuReportMark}${JSON.stringify(report)}\n`);
    const entry = await child("late", `process.stdout.write(${line}, () => process.abort());`);
    expect(await probeGpu({ entry })).toEqual(report);
  });

  test("a crash is no GPU, with the reason", async () => {
    const entry = await child("crash", `process.kill(process.pid, "SIGSEGV"); setInterval(() => {}, 1000);`);
    const gpu = await probeGpu({ entry });
    expect(gpu).toMatchObject({ kind: "none", reason: expect.stringContaining("the GPU probe") });
  });

  test("an error is no GPU, with its last words", async () => {
    const entry = await child("error", `console.error("libcuda.so.1 not found"); process.exit(3);`);
    expect(await probeGpu({ entry })).toEqual({
      kind: "none",
      reason: "the GPU probe ended with code 3 (libcuda.so.1 not found)",
    });
  });

  test("a child that hangs is ended at its limit", async () => {
    const entry = await child("hang", `setInterval(() => {}, 1000);`);
    expect(await probeGpu({ entry, limitMs: 300 })).toEqual({
      kind: "none",
      reason: "the GPU probe gave no answer within 0.3 s",
    });
  });

  test("a child that is not there is no GPU", async () => {
    const gpu = await probeGpu({ entry: pathToFileURL(join(folder, "nowhere.mjs")) });
    expect(gpu.kind).toBe("none");
  });
});

describe("parseGpuReport", () => {
  test("more free than there is in all is bounded", () => {
    const text = `${gpuReportMark}${JSON.stringify({ ...report, freeBytes: 999e9 })}`;
    expect(parseGpuReport(text)).toEqual({ ...report, freeBytes: 150e9 });
  });

  test.each(["", "cuda", `${gpuReportMark}{`, `${gpuReportMark}null`, `${gpuReportMark}{"kind":"cuda"}`])(
    "what is no report tells nothing: %j",
    (text) => {
      expect(parseGpuReport(text)).toBeUndefined();
    },
  );
});
