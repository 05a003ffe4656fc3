/**
 * `npm run bench:start-up`: what a server costs before it has a model, that features cost nothing until they are used,
 * and that the ONNX engine costs nothing until one of its models is loaded, and then in the model's own process. Prints
 * memory (resident) and native libraries of this process at each step; the last step hosts the engine in this process,
 * as a server never does, to show what is kept out.
 */
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createApp } from "#repartee/app.js";
import { configFromOptions } from "#repartee/config/index.js";
import { silentLog } from "#repartee/core/log.js";
import { transformersCapabilities } from "#repartee/engines/transformers/capabilities.js";
import { createEngine } from "#repartee/engines/registry.js";
import { createRunnerEngine } from "#repartee/runners/index.js";
import { writeTinyGpt2 } from "#repartee/testing/tiny-onnx/write-tiny-gpt2.js";

const folder = await mkdtemp(join(tmpdir(), "repartee-start-up-"));
const { signal } = new AbortController();
const source = { name: "tiny", location: folder };
let startedAt = performance.now();

function report(step: string, note = ""): void {
  const megabytes = Math.round(process.memoryUsage.rss() / 1e6);
  const ms = Math.round(performance.now() - startedAt);
  const libraries = nativeLibraries();
  console.log(
    `${step.padEnd(34)} ${String(ms).padStart(6)} ms ${String(megabytes).padStart(5)} MB  ${libraries}${note}`,
  );
  startedAt = performance.now();
}

function nativeLibraries(): string {
  // The report's type is `object`.
  const { sharedObjects } = process.report.getReport() as { readonly sharedObjects: readonly string[] };
  return sharedObjects.some((path) => path.includes("onnxruntime")) ? "onnxruntime" : "–";
}

/** Of the processes that this one started; empty where the system does not report it. */
function childrenMemory(): string {
  if (process.platform !== "linux") return "";
  const pids = readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, "utf8").trim().split(" ");
  const sizes = pids.map((pid) => /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? "0");
  return `, its runner ${sizes.map((kilobytes) => `${Math.round(Number(kilobytes) / 1024)} MB`).join(", ")}`;
}

try {
  await writeTinyGpt2(folder, { answers: { seed: 1 } });
  report("this program");
  const app = await createApp(configFromOptions({ model: "echo", port: 0 }), { log: silentLog });
  report("an app, nothing used yet");
  await app.listen();
  report("server listens, no model");
  for await (const event of app.recommender.recommendStream({ requestId: "first", query: "a western" }, signal))
    void event;
  report("first recommendation");
  const runner = createRunnerEngine({
    engineId: "transformers",
    capabilities: transformersCapabilities,
    log: silentLog,
  });
  const hosted = await runner.load(source, {}, signal);
  report("a tiny ONNX model in a runner", childrenMemory());
  await hosted.unload();
  await app.close();
  startedAt = performance.now();
  const model = await (await createEngine("transformers", { log: silentLog })).load(source, {}, signal);
  report("the same model in this process");
  await model.unload();
} finally {
  await rm(folder, { recursive: true, force: true });
}
