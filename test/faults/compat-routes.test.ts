/** The compat contracts on a real model, on models that die or cannot load, and without any: always a 200. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRepartee, type Repartee, type ReparteeOptions } from "repartee";
import { writeScriptedLlama } from "repartee/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventData } from "./server-process.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "repartee-compat-"));
  await writeScriptedLlama(join(folder, "tiny.gguf"), { script: "A quiet film for a quiet evening." });
  await writeScriptedLlama(join(folder, "endless.gguf"), { script: "on and ", eos: false, idleMegabytes: 24 });
  await writeFile(join(folder, "broken.gguf"), "GGUF and then nothing");
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function serve(options: ReparteeOptions): Promise<{ repartee: Repartee; url: string } & AsyncDisposable> {
  const repartee = await createRepartee({ gpuLayers: 0, preload: false, contextSize: 1024, ...options });
  const { url } = await repartee.listen({ port: 0 });
  return { repartee, url, [Symbol.asyncDispose]: () => repartee[Symbol.asyncDispose]() };
}

function post(url: string, body: object, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  const json = { "content-type": "application/json", ...headers };
  return fetch(url, { method: "POST", headers: json, body: JSON.stringify(body) });
}

const events = { accept: "text/event-stream" };
const taste = {
  user_input: "Something for tonight?",
  taste_analysis: { name: "Mia", favourite_films: ["Solaris", "Stalker"] },
};
const messages = [{ role: "user", content: "Hello small box" }];

/** Every contract once, whole and streamed where it streams: the body of the answer, or of `done`. */
async function askAll(url: string): Promise<Readonly<Record<string, Record<string, unknown>>>> {
  const small = `${url}/innova/api`;
  const whole = async (path: string, body: object): Promise<Record<string, unknown>> => {
    const response = await post(path, body);
    expect(response.status).toBe(200);
    return (await response.json()) as Record<string, unknown>;
  };
  const streamed = async (path: string, body: object): Promise<Record<string, unknown>> => {
    const response = await post(path, body, events);
    expect(response.status).toBe(200);
    const stream = await response.text();
    expect(stream.match(/^event: (done|error)$/gm)).toEqual(["event: done"]);
    return JSON.parse(/event: done\ndata: (.*)/.exec(stream)?.[1] ?? "") as Record<string, unknown>;
  };
  return {
    taste: await whole(`${url}/api/generate-response`, taste),
    tasteStream: await streamed(`${url}/api/generate-response`, taste),
    chat: await whole(`${small}/smollm/chat`, { messages }),
    generate: await whole(`${small}/smollm/generate`, { prompt: "Hello small box", max_tokens: 8 }),
    message: await streamed(`${small}/chatlaya/message`, { message: "Hello small box" }),
  };
}

describe("compat contracts", () => {
  it("answer from a real model, with its device and size", async () => {
    await using server = await serve({ smollmModelPath: join(folder, "tiny.gguf") });
    const answers = await askAll(server.url);
    for (const answer of Object.values(answers)) expect(answer).toMatchObject({ source: "model", complete: true });
    for (const answer of [answers["taste"], answers["tasteStream"], answers["chat"], answers["message"]]) {
      expect(answer?.["response"]).toBe("A quiet film for a quiet evening.");
    }
    expect(answers["chat"]?.["model_info"]).toEqual({
      model_name: "smollm",
      device: "cpu",
      parameters: expect.any(Number),
    });
    const info: unknown = await (await fetch(`${server.url}/innova/api/smollm/info`)).json();
    expect(info).toMatchObject({ state: "ready", device: "cpu", device_reason: null, last_error: null });
  });

  it.each([
    ["without a model", {}, "no_model_configured"],
    ["with a file that is missing", { smollmModelPath: "/nowhere/tiny.gguf" }, "model_file_missing"],
    ["with a folder that holds no model", { smollmModelPath: "./nowhere/folder" }, "model_file_missing"],
  ])("answer %s from what is written, and say why", async (_, options, reason) => {
    await using server = await serve(options);
    const { taste: written, tasteStream, ...small } = await askAll(server.url);
    for (const answer of [written, tasteStream]) {
      expect(answer).toMatchObject({ source: "template", complete: true, reason });
      expect(answer?.["response"]).toMatch(/Mia.*Solaris and Stalker/);
    }
    expect(written?.["response"]).not.toBe(tasteStream?.["response"]);
    for (const answer of Object.values(small)) {
      expect(answer).toMatchObject({ source: "template", reason, response: "Hello small box" });
      expect(answer["model_info"]).toEqual({ model_name: "echo", device: "none", parameters: null });
    }
    const info = (await (await fetch(`${server.url}/innova/api/smollm/info`)).json()) as Record<string, unknown>;
    expect(info["last_error"]).not.toBeNull();
    expect(info["loaded"]).toBe(false);
  });

  it("answer with a broken model file, and info tells what is wrong with it", async () => {
    await using server = await serve({ smollmModelPath: join(folder, "broken.gguf") });
    const answers = await askAll(server.url);
    for (const answer of Object.values(answers)) {
      expect(answer).toMatchObject({ source: "template", reason: expect.stringMatching(/^model_/) });
    }
    const info: unknown = await (await fetch(`${server.url}/innova/api/smollm/info`)).json();
    expect(info).toMatchObject({ state: "failed", last_error: { code: expect.stringMatching(/^model_/) } });
  });

  it("go on with a stream whose model is killed, in a new process, and answer again", async () => {
    await using server = await serve({ model: join(folder, "endless.gguf"), replyGate: false });
    const { processId } = (await server.repartee.models.load("endless")).info ?? {};
    const body = { ...taste, conversation_history: [] };
    const data: string[] = [];
    for await (const event of eventData(await namedEvents(`${server.url}/api/generate-response`, body))) {
      data.push(event);
      if (data.length === 5) process.kill(processId ?? -1, "SIGKILL");
    }
    expect(JSON.parse(data.at(-1) ?? "")).toMatchObject({
      source: "model",
      complete: true,
      response: expect.stringMatching(/^on and on and on/),
    });
    const next = await post(`${server.url}/innova/api/smollm/chat`, { messages, max_tokens: 3 });
    expect(await next.json()).toMatchObject({ source: "model", model_info: { model_name: "endless" } });
  });

  it("are gone when they are turned off", async () => {
    await using none = await serve({ model: "echo", compatRoutes: false });
    expect((await post(`${none.url}/api/generate-response`, taste)).status).toBe(404);
    expect((await fetch(`${none.url}/innova/api/smollm/info`)).status).toBe(404);
    await using some = await serve({ model: "echo", enableSmollm: false });
    expect((await post(`${some.url}/api/generate-response`, taste)).status).toBe(200);
    expect((await fetch(`${some.url}/innova/api/smollm/info`)).status).toBe(404);
  });
});

/** The stream's data lines only, as the reader of unnamed events expects them. */
async function namedEvents(url: string, body: object): Promise<Response> {
  const response = await post(url, body, events);
  const lines = new TransformStream<string, string>({
    transform: (chunk, controller) => controller.enqueue(chunk.replaceAll(/^event: \w+\n/gm, "")),
  });
  const stream = response.body?.pipeThrough(new TextDecoderStream()).pipeThrough(lines);
  return new Response(stream?.pipeThrough(new TextEncoderStream()) ?? null);
}
