/** Models that nobody configured, on a running server: through the whole app, beside a hub on this machine. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { ReparteeOptions } from "../../src/index.ts";
import { startHubServer, type HubServer } from "../support/hub-server/index.ts";
import { hostDialoGpt, hostOnnxGpt2 } from "./hosted-models.ts";
import { startBesideHub } from "./start-beside-hub.ts";

let hub: HubServer;
let folder = "";

beforeAll(async () => {
  hub = await startHubServer({
    repositories: [
      await hostDialoGpt("microsoft/DialoGPT-small", "safetensors"),
      await hostDialoGpt("microsoft/DialoGPT-medium", "torch-legacy"),
      await hostOnnxGpt2("acme/onnx-chat"),
    ],
  });
});
afterAll(() => hub.close());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "repartee-on-demand-"));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const medium = "microsoft/DialoGPT-medium";

const start = (options: ReparteeOptions = {}) => startBesideHub(hub, { cacheDir: join(folder, "cache"), ...options });

interface Answer {
  readonly status: number;
  readonly body: {
    readonly id?: string;
    readonly model?: string;
    readonly data?: readonly { readonly id: string; readonly repartee: { readonly state: string } }[];
    readonly repartee?: object;
    readonly error?: { readonly code: string; readonly message: string; readonly hint?: string };
  };
}

async function send(url: string, method: string, path: string, body?: object): Promise<Answer> {
  const response = await fetch(url + path, {
    method,
    ...(body === undefined ? {} : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
  });
  return { status: response.status, body: JSON.parse(await response.text()) };
}

const chat = (url: string, model: string, more: object = {}): Promise<Answer> =>
  send(url, "POST", "/v1/chat/completions", {
    model,
    messages: [{ role: "user", content: "what do they know of music" }],
    max_tokens: 4,
    ...more,
  });

const pull = (url: string, model: string): Promise<Answer> =>
  send(url, "POST", "/api/models/pull", { model, stream: false });

async function statesOf(url: string): Promise<Readonly<Record<string, string>>> {
  const { body } = await send(url, "GET", "/v1/models");
  return Object.fromEntries((body.data ?? []).map(({ id, repartee }) => [id, repartee.state]));
}

describe("a downloaded model", { timeout: 90_000 }, () => {
  test("answers by its name on the server that pulled it, and is listed before and after", async () => {
    const { url } = await start({ model: "echo" });
    expect((await chat(url, medium)).status).toBe(404);
    expect(await statesOf(url)).toEqual({ echo: "unloaded" });
    expect((await pull(url, medium)).status).toBe(200);
    expect(await statesOf(url)).toEqual({ echo: "unloaded", "dialogpt-medium": "unloaded" });
    const answer = await chat(url, medium);
    expect(answer).toMatchObject({ status: 200, body: { model: medium, repartee: { source: "model" } } });
    expect(await statesOf(url)).toMatchObject({ echo: expect.any(String), [medium]: "ready" });
    expect(Object.keys(await statesOf(url))).toEqual(["echo", medium]);
  });

  test("is in memory once, by whichever of its names it is asked for", async () => {
    const { url, repartee } = await start();
    await pull(url, medium);
    const names = ["dialogpt-medium", medium, `hf:${medium}`, "microsoft/dialogpt-medium"];
    const answers = await Promise.all(names.map((name) => chat(url, name)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(repartee.models.list()).toHaveLength(1);
  });

  test("that is configured under another name is that one", async () => {
    const { url, repartee } = await start({ models: [{ name: "bot", reference: medium }] });
    await pull(url, medium);
    expect((await chat(url, "dialogpt-medium")).body.model).toBe("bot");
    expect(repartee.models.list()).toHaveLength(1);
    expect(Object.keys(await statesOf(url))).toEqual(["bot"]);
  });

  test("with settings of its own is not taken for one without", async () => {
    const { url } = await start({ models: [{ name: "short", reference: medium, contextSize: 64 }] });
    await pull(url, medium);
    expect((await chat(url, "dialogpt-medium")).body.model).toBe("dialogpt-medium");
  });

  test("serves all routes and links of a chain, and the library", async () => {
    const { url, repartee } = await start({ model: "echo" });
    await repartee.models.pull("acme/onnx-chat");
    await repartee.models.pull("dialogpt-small");
    expect((await send(url, "POST", "/v1/completions", { model: "acme/onnx-chat", prompt: "a" })).status).toBe(200);
    const embedded = await send(url, "POST", "/v1/embeddings", { model: "dialogpt-small", input: "a" });
    expect(embedded.body.error?.code).not.toBe("model_not_found");
    const reply = await repartee.chat({ model: "dialogpt-small", messages: [{ role: "user", content: "hi" }] });
    expect(reply.model).toBe("dialogpt-small");
    const chained = await chat(url, "gone", { repartee: { models: ["acme/onnx-chat"], fallback: "template" } });
    expect(chained.body.repartee).toMatchObject({ source: "fallback_model", model: "acme/onnx-chat" });
  });

  test("is used without the hub", async () => {
    const first = await start();
    await pull(first.url, "acme/onnx-chat");
    const asked = hub.requests.length;
    const { url } = await start({ offline: true });
    expect(await statesOf(url)).toEqual({ "hf:acme/onnx-chat": "unloaded" });
    expect((await chat(url, "hf:acme/onnx-chat")).status).toBe(200);
    expect((await send(url, "POST", "/models/acme/onnx-chat/load")).status).toBe(200);
    expect(Object.keys(await statesOf(url))).toEqual(["acme/onnx-chat"]);
    expect(hub.requests.length).toBe(asked);
  });

  test("counts in memory with what its files take, though it was not here when its load began", async () => {
    const { url, repartee } = await start({ memoryBudget: 8 * 2 ** 30 });
    for (const name of [medium, "acme/onnx-chat"]) await send(url, "POST", `/models/${name}/load`);
    const first = repartee.models.running().map(({ memoryBytes = 0 }) => memoryBytes);
    // A process with the native library around a model of some kilobytes; of networks only their files are counted.
    expect(first[0]).toBeGreaterThan(20 * 2 ** 20);
    expect(first[0]).toBeLessThan(2 ** 30);
    expect(first[1]).toBeGreaterThan(0);
    for (const name of [medium, "acme/onnx-chat"]) {
      await repartee.models.unload(name);
      await repartee.models.load(name);
    }
    expect(repartee.models.running().map(({ memoryBytes }) => memoryBytes)).toEqual(first);
  });

  test("leaves the server when its files are deleted, by any of its names", async () => {
    const { url } = await start({ model: "echo" });
    await pull(url, medium);
    await send(url, "POST", `/models/${medium}/load`);
    const held = await send(url, "DELETE", "/models/dialogpt-medium");
    expect(held).toMatchObject({ status: 409, body: { error: { code: "model_in_use" } } });
    expect((await send(url, "DELETE", "/models/dialogpt-medium/unload")).body).toMatchObject({ id: medium });
    expect((await send(url, "DELETE", "/models/dialogpt-medium")).status).toBe(200);
    expect(Object.keys(await statesOf(url))).toEqual(["echo"]);
    expect((await chat(url, medium)).body.error?.code).toBe("model_not_found");
  });
});

describe("a model that is not here", { timeout: 90_000 }, () => {
  test.each([medium, "microsoft%2FDialoGPT-medium", `hf:${medium}`])(
    "is downloaded and loaded by POST /models/%s/load, and answers and unloads by that name",
    async (name) => {
      const { url } = await start();
      const loaded = await send(url, "POST", `/models/${name}/load`);
      expect(loaded).toMatchObject({ status: 200, body: { id: medium, repartee: { state: "ready" } } });
      expect((await chat(url, decodeURIComponent(name))).body.model).toBe(medium);
      const unloaded = await send(url, "DELETE", `/models/${name}/unload`);
      expect(unloaded.body).toMatchObject({ id: medium, repartee: { state: "unloaded" } });
    },
  );

  test("is not asked for at the hub by a request that only names it, whose error says how to have it", async () => {
    const { url } = await start({ model: "echo" });
    const asked = hub.requests.length;
    const { status, body } = await chat(url, medium);
    expect(status).toBe(404);
    expect(body.error).toMatchObject({ code: "model_not_found" });
    expect(body.error?.hint).toContain(`POST /models/${medium}/load`);
    expect(body.error?.hint).toContain(`repartee pull ${medium}`);
    expect((await chat(url, "gpt-9")).body.error?.hint).toContain("POST /models/NAME/load");
    expect(hub.requests.length).toBe(asked);
  });

  test("is refused offline, and is not known afterwards", async () => {
    const { url, repartee } = await start({ offline: true });
    const { body } = await send(url, "POST", `/models/${medium}/load`);
    expect(body.error).toMatchObject({ code: "hub_unreachable", message: expect.stringContaining("offline") });
    expect(repartee.models.list()).toEqual([]);
  });

  test.each([
    ["acme/nobody", "repository_not_found"],
    ["no-such-name", "model_not_found"],
    ["hf:acme", "model_not_found"],
  ])("and nowhere else is refused, and is not known afterwards: %s", async (name, code) => {
    const { url, repartee } = await start({ model: "echo" });
    expect((await send(url, "POST", `/models/${name}/load`)).body.error?.code).toBe(code);
    expect(repartee.models.list().map((one) => one.name)).toEqual(["echo"]);
  });

  test("is never a path, another server's model or a built-in engine", async () => {
    const { url, repartee } = await start();
    const path = join(folder, "there.gguf");
    await writeFile(path, "GGUF");
    for (const name of [path, folder, "./there.gguf", "ollama:llama3.1:8b", "openai:up/model", "echo", "template"]) {
      const { status, body } = await send(url, "POST", `/models/${encodeURIComponent(name)}/load`);
      expect([name, status, body.error?.code]).toEqual([name, 404, "model_not_found"]);
    }
    expect(repartee.models.list()).toEqual([]);
  });
});

test(
  "with on_demand_models off only what is configured is listed, loaded and answers",
  { timeout: 90_000 },
  async () => {
    const { url, repartee } = await start({ model: "echo", onDemandModels: false });
    await pull(url, medium);
    expect(Object.keys(await statesOf(url))).toEqual(["echo"]);
    const refused = await chat(url, medium);
    expect(refused).toMatchObject({ status: 404, body: { error: { code: "model_not_found" } } });
    expect(refused.body.error?.hint).not.toContain("/load");
    expect((await send(url, "POST", `/models/${medium}/load`)).status).toBe(404);
    expect(repartee.models.list().map(({ name }) => name)).toEqual(["echo"]);
  },
);
