import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createApp, type App } from "./app.ts";
import { configFromOptions, type Config } from "./config/index.ts";
import { silentLog } from "./core/log.ts";
import type { ReplyEvent } from "./core/reply.ts";
import { defaultTimeouts } from "./serving/timeouts.ts";

function create(options: Partial<Config> = {}): Promise<App> {
  return createApp(configFromOptions({ preload: false, port: 0, ...options }), { log: silentLog });
}

async function ask(app: App, model: string, fallback: "none" | "template" = "none"): Promise<readonly ReplyEvent[]> {
  const generate = { input: { kind: "chat", messages: [{ role: "user", content: "one two" }] } } as const;
  const request = { requestId: "r", models: [model], generate, fallback };
  const events: ReplyEvent[] = [];
  for await (const event of app.serving.reply(request, new AbortController().signal)) events.push(event);
  return events;
}

test("default timeouts of the settings are those of serving", () => {
  expect(configFromOptions({})).toMatchObject(defaultTimeouts);
});

test("app wires a request from serving to an engine, and into the metrics", async () => {
  await using app = await create({ model: "echo" });
  expect((await ask(app, "echo")).at(-1)).toMatchObject({ type: "finish", source: "model", model: "echo" });
  const { body } = await app.metrics.render();
  expect(body).toContain('repartee_requests_total{model="echo",source="model",outcome="ok"} 1');
  expect(body).toContain('repartee_model_ready{model="echo"} 1');
});

test("app takes the model that `model` names as the default, then the others in their order", async () => {
  const models = [
    { name: "a", reference: "echo" },
    { name: "b", reference: "echo" },
  ];
  await using named = await create({ model: "b", models });
  expect([named.defaultModel, named.pool.list().map(({ name }) => name)]).toEqual(["b", ["b", "a"]]);
  await using added = await create({ model: "echo", models });
  expect([added.defaultModel, added.pool.list().map(({ name }) => name)]).toEqual(["echo", ["echo", "a", "b"]]);
  await using first = await create({ models });
  expect(first.defaultModel).toBe("a");
  await using none = await create();
  expect(none.defaultModel).toBeUndefined();
});

test("app knows a model file's size before it is loaded, and starts without the file", async () => {
  const folder = mkdtempSync(join(tmpdir(), "repartee-app-"));
  const path = join(folder, "small.gguf");
  writeFileSync(path, "GGUF");
  await using app = await create({
    models: [
      { name: "small", reference: path },
      { name: "lost", reference: join(folder, "lost.gguf") },
    ],
  });
  rmSync(folder, { recursive: true });
  expect(app.pool.list()).toMatchObject([
    { name: "small", engine: "llama-cpp", sizeBytes: 4, state: "unloaded" },
    { name: "lost", state: "unloaded" },
  ]);
  expect(app.pool.status("lost")?.sizeBytes).toBeUndefined();
});

test("app answers with a template when asked to and no model can", async () => {
  await using app = await create();
  expect((await ask(app, "any", "template")).at(-1)).toMatchObject({ type: "finish", source: "template" });
  expect((await ask(app, "any")).at(-1)).toMatchObject({ type: "error", error: { code: "no_model_configured" } });
});

test("listen refuses another address that is public without a key", async () => {
  await using app = await create({ model: "echo" });
  await expect(app.listen({ host: "0.0.0.0" })).rejects.toMatchObject({ code: "config_invalid" });
});

test("preload loads what is to be loaded at start, and not before it is called", async () => {
  const models = [
    { name: "early", reference: "echo" },
    { name: "late", reference: "echo", preload: false },
  ];
  await using app = await create({ preload: true, models });
  const states = (): readonly string[] => app.pool.list().map(({ state }) => state);
  expect(states()).toEqual(["unloaded", "unloaded"]);
  app.preload();
  expect(await app.pool.load("early", { signal: new AbortController().signal })).toMatchObject({ state: "ready" });
  expect(states()).toEqual(["ready", "unloaded"]);
});

test("addModel makes a model known that answers; another of its name and no model are refused", async () => {
  await using app = await create();
  expect(app.addModel("echo")).toBe("echo");
  expect((await ask(app, "echo")).at(-1)).toMatchObject({ type: "finish", model: "echo" });
  expect(() => app.addModel("echo")).toThrow(/exists/);
  expect(() => app.addModel("llama3")).toThrow(/no entry of the registry has this name/);
  expect(app.addModel("./folder/small.gguf")).toBe("small");
});

test.each([
  ["a name of the registry, in any case", "DialoGPT-Medium", "dialogpt-medium", "llama-cpp"],
  ["the same with its quantization", "dialogpt-medium:q4", "dialogpt-medium:q4", "llama-cpp"],
  ["a repository", "microsoft/DialoGPT-medium", "microsoft/DialoGPT-medium", "llama-cpp"],
  ["a repository in ONNX form", "facebook/blenderbot-400M-distill", "facebook/blenderbot-400M-distill", "transformers"],
  ["a repository that nobody knows yet", "hf:owner/model:Q8_0@v1", "owner/model:Q8_0", "llama-cpp"],
  ["a folder", "./my-bot/", "my-bot", "llama-cpp"],
  ["a model of Ollama", "ollama:llama3.1:8b", "llama3.1:8b", "ollama"],
  ["a model of an upstream", "openai:gpu/org/model", "org/model", "openai-compatible"],
])("addModel takes %s", async (_, reference, name, engine) => {
  await using app = await create({ upstreams: [{ name: "gpu", baseUrl: "http://127.0.0.1:9/v1" }] });
  expect(app.addModel(reference)).toBe(name);
  expect(app.pool.list()).toMatchObject([{ name, engine, state: "unloaded" }]);
});

test.each([
  ["dialogtp-medium", /no entry of the registry has this name/, /Known are dialogpt-/],
  ["dialogpt-medium:Q5_K_M", /the registry has dialogpt-medium as q4, q8, f16/, /Take one of these/],
  ["openai:cpu/model", /no entry of upstreams is named "cpu"/, /openai:gpu\/model/],
  ["hf:owner", /write hf:owner\/repository/, /./],
])("addModel says at once what is wrong with %s, and what would do", async (reference, message, hint) => {
  await using app = await create({ upstreams: [{ name: "gpu", baseUrl: "http://127.0.0.1:9/v1" }] });
  expect(() => app.addModel(reference)).toThrow(
    expect.objectContaining({
      code: "model_not_found",
      message: expect.stringMatching(message),
      hint: expect.stringMatching(hint),
    }),
  );
  expect(app.pool.list()).toEqual([]);
});

test("listen that is under way while the app closes opens no port that stays", async () => {
  const app = await create({ model: "echo" });
  const listening = app.listen().then(
    ({ url }) => url,
    () => undefined,
  );
  await app.close();
  const url = await listening;
  if (url !== undefined) await expect(fetch(`${url}/health`)).rejects.toThrow();
  await expect(app.listen()).rejects.toMatchObject({ code: "draining" });
});

test("close refuses what comes later, closes the port, and may be called twice", async () => {
  const app = await create({ model: "echo" });
  const { url } = await app.listen();
  expect((await fetch(`${url}/health`)).status).toBe(200);
  await Promise.all([app.close(), app.close()]);
  await expect(fetch(`${url}/health`)).rejects.toThrow();
  expect((await ask(app, "echo")).at(-1)).toMatchObject({ type: "error", error: { code: "draining" } });
});

test.skipIf(process.platform === "win32")(
  "app starts when a model's file cannot be looked at; its load says why",
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "repartee-app-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    symlinkSync("loop.gguf", join(folder, "loop.gguf"));
    await using app = await create({ model: join(folder, "loop.gguf") });
    const load = app.pool.load("loop", { signal: new AbortController().signal });
    await expect(load).rejects.toMatchObject({
      code: "model_file_missing",
      message: expect.stringContaining("circle"),
    });
  },
);
