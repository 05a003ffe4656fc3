import { afterAll, beforeAll, expect, it } from "vitest";
import type { LoadedModel, LoadOptions } from "../../core/engine.ts";
import { silentLog } from "../../core/log.ts";
import { type FakeOllama, startFakeOllama } from "../../testing/fake-ollama/fake-ollama.ts";
import type { SeenRequest } from "../../testing/fake-upstream/fake-server.ts";
import { replyOutcome } from "../../../test/support/faulty-upstream/reply-outcome.ts";
import { createOllamaEngine, type OllamaEngineOptions, type PullProgress } from "./index.ts";

const { signal } = new AbortController();
let ollama: FakeOllama;

beforeAll(async () => {
  ollama = await startFakeOllama({ pullable: ["new", "newer", "fault-stall-at-20", "fault-cut-at-40"] });
});

afterAll(() => ollama[Symbol.asyncDispose]());

function load(
  model: string,
  options: Partial<OllamaEngineOptions> = {},
  loadOptions: LoadOptions = {},
): Promise<LoadedModel> {
  const engine = createOllamaEngine({ log: silentLog, host: ollama.url, ...options });
  return engine.load({ name: `my-${model}`, location: model }, loadOptions, signal);
}

function requestsFor(model: string): SeenRequest[] {
  return ollama.requests.filter(({ body }) => body["model"] === model);
}

it("model has what Ollama shows of it", async () => {
  const model = await load("llama3.1:8b", {}, { contextSize: 8192, slots: 2 });
  expect(model.info).toEqual({
    name: "my-llama3.1:8b",
    engine: "ollama",
    device: "remote",
    architecture: "llama",
    parameterCount: 8_030_261_248,
    quantization: "Q4_0",
    contextWindowTokens: 8192,
    trainedContextTokens: 8192,
    slots: 2,
    chatTemplate: "model",
  });
  await model.unload();
});

it("model is read into memory at load and let go at unload", async () => {
  const model = await load("plain", { keepAlive: "10m" });
  const paths = (): unknown[] => requestsFor("plain").map(({ path, body }) => [path, body["keep_alive"]]);
  await expect.poll(() => paths().length).toBe(2);
  await model.unload();
  expect(paths()).toEqual([
    ["/api/show", undefined],
    ["/api/generate", "10m"],
    ["/api/generate", 0],
  ]);
});

it("model without tools says so", async () => {
  const model = await load("plain");
  expect(model.capabilities.tools).toEqual({ unsupported: "This model was not made to call tools." });
  const tools = [{ name: "look" }];
  const { finish } = await replyOutcome(model, {
    input: { kind: "chat", messages: [{ role: "user", content: "Hi" }], tools },
  });
  expect(finish?.warnings).toMatchObject([{ kind: "unsupported-feature", feature: "tools" }]);
  await model.unload();
});

it("embedding model embeds and does not chat", async () => {
  const model = await load("embedder");
  expect((await replyOutcome(model)).error).toMatchObject({ code: "unsupported_by_model" });
  const result = await model.embed?.({ id: "1", texts: ["one two", "three"] }, signal);
  expect(result?.vectors.map((vector) => Math.hypot(...vector))).toEqual([expect.closeTo(1), expect.closeTo(1)]);
  expect(result?.usage).toEqual({ promptTokens: 3, completionTokens: 0, cachedTokens: 0 });
  await model.unload();
});

it("text that is too long to embed is refused instead of being cut", async () => {
  const model = await load("embedder");
  const texts = ["word ".repeat(5000)];
  await expect(model.embed?.({ id: "1", texts }, signal)).rejects.toMatchObject({ code: "context_length_exceeded" });
  await model.unload();
});

it("thoughts of a model are not asked for, and not shown where they come all the same", async () => {
  const model = await load("thinker");
  const { text, finish } = await replyOutcome(model);
  expect([text, finish?.usage.completionTokens]).toEqual(["Say something.", 2]);
  await model.unload();
});

it("token limit, usage and timings come from Ollama", async () => {
  const model = await load("echo");
  const { text, finish } = await replyOutcome(model, { maxTokens: 1 });
  expect([text, finish?.reason]).toEqual(["Say", "length"]);
  expect(finish?.usage).toEqual({ promptTokens: 4, completionTokens: 1, cachedTokens: 0 });
  expect(finish?.warnings).toEqual([]);
  await model.unload();
});

it("model that Ollama does not have is refused with the way to get it", async () => {
  await expect(load("nothing:7b")).rejects.toMatchObject({
    code: "model_not_found",
    message: 'Cannot load model "my-nothing:7b": Ollama does not have nothing:7b',
    hint: "Run `ollama pull nothing:7b`.",
  });
});

it("model that Ollama does not have is pulled when that is requested, with progress that never goes back", async () => {
  const fractions: number[] = [];
  const model = await load("new", { pullMissing: true }, { onProgress: (fraction) => fractions.push(fraction) });
  expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
  expect(fractions.length).toBeGreaterThan(30);
  expect(fractions.at(-1)).toBe(1);
  await model.unload();
});

it("pull reports status and bytes of all files", async () => {
  const engine = createOllamaEngine({ log: silentLog, host: ollama.url });
  const reported: PullProgress[] = [];
  await engine.pull("newer", (progress) => reported.push(progress), signal);
  expect(reported[0]).toEqual({ status: "pulling manifest", completedBytes: 0, totalBytes: 0 });
  expect(reported.at(-1)).toEqual({ status: "success", completedBytes: 18_000, totalBytes: 18_000 });
  expect((await engine.list(signal)).map(({ name }) => name)).toContain("newer:latest");
});

it("pull of what does not exist, and one that breaks off, are errors", async () => {
  const engine = createOllamaEngine({ log: silentLog, host: ollama.url });
  const pull = (model: string): Promise<void> => engine.pull(model, () => {}, signal);
  await expect(pull("nowhere")).rejects.toThrow("pull model manifest: file does not exist");
  await expect(pull("fault-cut-at-40")).rejects.toMatchObject({ code: "upstream_truncated" });
});

it("pull ends when it is aborted", async () => {
  const engine = createOllamaEngine({ log: silentLog, host: ollama.url });
  const abort = new AbortController();
  const reason = new Error("enough");
  const pulling = engine.pull(
    "fault-stall-at-20",
    ({ completedBytes }) => completedBytes > 0 && abort.abort(reason),
    abort.signal,
  );
  await expect(pulling).rejects.toBe(reason);
});

it("list names the models on the server's disk", async () => {
  const engine = createOllamaEngine({ log: silentLog, host: ollama.url });
  expect(await engine.list(signal)).toContainEqual({
    name: "llama3.1:8b",
    sizeBytes: 3_825_819_519,
    quantization: "Q4_0",
    parameterSize: "7B",
  });
});

it("context larger than the model was trained on, and a LoRA adapter, are refused", async () => {
  await expect(load("echo", {}, { contextSize: 8193 })).rejects.toMatchObject({ code: "model_load_failed" });
  await expect(load("echo", {}, { loraPath: "a.gguf" })).rejects.toMatchObject({ code: "model_load_failed" });
});
