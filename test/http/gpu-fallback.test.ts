/** What a client sees when the GPU of the model that it asks runs out of memory. */
import { expect, it, onTestFinished } from "vitest";
import type { Engine } from "../../src/core/engine.ts";
import { ReparteeError } from "../../src/core/errors.ts";
import { gpuFailureFact } from "../../src/core/gpu-failure.ts";
import { silentLog } from "../../src/core/log.ts";
import { silentObserver } from "../../src/core/observer.ts";
import { createTemplateEngine } from "../../src/engines/template/index.ts";
import { createHttpServer } from "../../src/http/create-http-server.ts";
import { createModelPool } from "../../src/models/pool/create-model-pool.ts";
import { createGpuFallbackEngine } from "../../src/models/loading/gpu-fallback/create-gpu-fallback-engine.ts";
import { defaultTimeouts } from "../../src/serving/timeouts.ts";
import { createServing } from "../../src/serving/create-serving.ts";
import { systemClock } from "../../src/core/clock.ts";
import { createFakeEngine, type FakeModelScript } from "../../src/testing/index.ts";
import { createMemoryStores } from "./support/memory-stores.ts";
import { createScriptedLibrary } from "./support/scripted-library.ts";

const outOfMemory = new ReparteeError("insufficient_memory", "cudaMalloc failed: out of memory", {
  facts: { [gpuFailureFact]: "gpu_out_of_memory" },
});

/** The url of a server with one model, on an engine that has a GPU unless told to use none. */
async function startServer(script: FakeModelScript): Promise<string> {
  const fake = createFakeEngine({ models: { m: script } });
  const withGpu: Engine = {
    ...fake,
    async load(source, options, signal) {
      const model = await fake.load(source, options, signal);
      return { ...model, info: { ...model.info, device: options.gpuLayers === 0 ? "cpu" : "cuda" } };
    },
  };
  const shared = { clock: systemClock, log: silentLog, observer: silentObserver };
  const engine = createGpuFallbackEngine({ inner: withGpu, ...shared });
  const source = { name: "m", location: "/m.gguf" };
  const pool = createModelPool({ entries: [{ name: "m", engine, source, options: {}, createdSeconds: 0 }], ...shared });
  const templateModel = await createTemplateEngine().load(source, {}, new AbortController().signal);
  const server = await createHttpServer({
    pool,
    serving: createServing({
      pool,
      templateModel,
      timeouts: defaultTimeouts,
      limits: { maxInFlight: 8, maxQueued: 8 },
      ...shared,
    }),
    library: createScriptedLibrary(),
    stores: await createMemoryStores(),
    metrics: { render: async () => ({ contentType: "text/plain", body: "" }) },
    log: silentLog,
    version: "1.2.3",
    defaultModel: () => "m",
    apiKeys: [],
    corsOrigins: [],
    allowedHosts: [],
  });
  const { url } = await server.listen({ host: "127.0.0.1", port: 0 });
  onTestFinished(async () => {
    await server.close();
    await pool[Symbol.asyncDispose]();
  });
  return url;
}

async function ask(url: string): Promise<unknown> {
  const response = await fetch(`${url}/v1/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ model: "m", messages: [{ role: "user", content: "Hello" }] }),
  });
  return await response.json();
}

it.each<{ readonly when: string; readonly script: FakeModelScript }>([
  {
    when: "while it is loaded",
    script: {
      loads: [[{ type: "fail", error: outOfMemory }], []],
      replies: [[{ type: "tokens", texts: ["well"] }]],
    },
  },
  {
    when: "before the first word of a reply",
    script: { replies: [[{ type: "fail", error: outOfMemory }], [{ type: "tokens", texts: ["well"] }]] },
  },
])("a GPU out of memory $when costs no reply: the processor answers, and all lists say so", async ({ script }) => {
  const url = await startServer(script);
  expect(await ask(url)).toMatchObject({
    choices: [{ message: { content: "well" }, finish_reason: "stop" }],
    repartee: {
      source: "model",
      complete: true,
      warnings: [
        {
          kind: "device-changed",
          reason: "gpu_out_of_memory",
          detail: "The GPU ran out of memory; the model was loaded on the processor, where it is slower.",
        },
      ],
    },
  });
  const later = await ask(url);
  expect(later).toMatchObject({ repartee: { source: "model" } });
  expect(later).not.toHaveProperty("repartee.warnings");
  expect(await (await fetch(`${url}/v1/models/m`)).json()).toMatchObject({
    repartee: { state: "ready", device: "cpu", device_reason: "gpu_out_of_memory", fits: "yes" },
  });
  expect(await (await fetch(`${url}/api/ps`)).json()).toMatchObject({
    models: [{ device: "cpu", device_reason: "gpu_out_of_memory" }],
  });
});
