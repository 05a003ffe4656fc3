import { Ollama, type ChatResponse } from "ollama";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { script, scriptTokens, startModelServer, type ModelServer } from "./model-server.ts";

let server: ModelServer;
let ollama: Ollama;

beforeAll(async () => {
  server = await startModelServer();
  ollama = new Ollama({ host: server.baseUrl.replace(/\/v1$/, "") });
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

const messages = [{ role: "user", content: "Hi" }];

describe("official ollama client", () => {
  it("lists and shows models, and learns a version", async () => {
    const { models } = await ollama.list();
    expect(models.map(({ name }) => name)).toContain("scripted:latest");
    expect(models[0]?.details.format).toBe("gguf");
    const shown = await ollama.show({ model: "scripted:latest" });
    expect(shown.capabilities).toContain("completion");
    expect(shown.model_info).toMatchObject({ "general.architecture": "llama", "llama.context_length": 1024 });
    expect((await ollama.version()).version).toMatch(/^\d+\.\d+\.\d+$/);
  });

  it("chats, whole and streamed, with counts at the end", async () => {
    const whole = await ollama.chat({ model: "scripted", messages });
    expect(whole.message).toMatchObject({ role: "assistant", content: script });
    expect(whole).toMatchObject({ done: true, done_reason: "stop", eval_count: scriptTokens });
    const frames: ChatResponse[] = [];
    for await (const frame of await ollama.chat({ model: "scripted:latest", messages, stream: true }))
      frames.push(frame);
    expect(frames.map(({ message }) => message.content).join("")).toBe(script);
    expect(frames.length).toBeGreaterThan(5);
    expect(frames.map(({ done }) => done)).toEqual(frames.map((_, index) => index === frames.length - 1));
    expect(frames.at(-1)).toMatchObject({ model: "scripted:latest", done_reason: "stop", eval_count: scriptTokens });
  });

  it("generates from a prompt, through the chat template and raw", async () => {
    const chat = await ollama.generate({ model: "scripted", prompt: "Hi", system: "Be kind." });
    expect(chat.response).toBe(script);
    const cut = await ollama.generate({ model: "scripted", prompt: "Hi", options: { num_predict: 2 } });
    expect(cut).toMatchObject({ response: "Hello there,", done_reason: "length" });
    const raw = await ollama.generate({
      model: "random",
      prompt: "Hi",
      raw: true,
      options: { num_predict: 4, seed: 1 },
    });
    expect(raw.prompt_eval_count).toBeLessThan(chat.prompt_eval_count);
    let text = "";
    for await (const frame of await ollama.generate({ model: "scripted", prompt: "Hi", stream: true })) {
      text += frame.response ?? "";
    }
    expect(text).toBe(script);
  });

  it("gets thinking apart from the text", async () => {
    const { message } = await ollama.chat({ model: "thoughtful", messages, think: true });
    expect(message).toMatchObject({ thinking: "They greet me.", content: "Hello there." });
  });

  it("is given a tool call with its arguments as an object, and may answer it", async () => {
    const tool = {
      type: "function",
      function: {
        name: "get_weather",
        description: "The weather of a city.",
        parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
      },
    };
    const asked = { role: "user", content: "Weather in Paris?" };
    for (const stream of [false, true]) {
      const frames: ChatResponse[] = [];
      if (stream) {
        const events = await ollama.chat({ model: "caller", messages: [asked], tools: [tool], stream });
        for await (const frame of events) frames.push(frame);
      } else frames.push(await ollama.chat({ model: "caller", messages: [asked], tools: [tool] }));
      const calls = frames.flatMap(({ message }) => message.tool_calls ?? []);
      expect(calls).toMatchObject([{ function: { name: "get_weather", arguments: { city: "Paris" } } }]);
      const result = { role: "tool", content: "Clear.", tool_name: "get_weather" };
      const reply = { role: "assistant", content: "", tool_calls: calls };
      const last = await ollama.chat({ model: "scripted", messages: [asked, reply, result], tools: [tool] });
      expect(last.message.content).toBe(script);
    }
  });

  it("gets JSON, and an object of a schema", async () => {
    const schema = {
      type: "object",
      properties: { mood: { enum: ["good", "bad"] } },
      required: ["mood"],
      additionalProperties: false,
    };
    const { message } = await ollama.chat({ model: "random", messages, format: schema });
    expect(JSON.parse(message.content)).toEqual({ mood: expect.stringMatching(/^(good|bad)$/) });
  });

  it("embeds texts, by both routes", async () => {
    const { embeddings } = await ollama.embed({ model: "random", input: ["a", "b"] });
    expect(embeddings).toHaveLength(2);
    const { embedding } = await ollama.embeddings({ model: "random", prompt: "a" });
    expect(embedding).toEqual(embeddings[0]);
  });

  it("loads, keeps and unloads models", async () => {
    await ollama.generate({ model: "random", prompt: "", keep_alive: "1h" });
    const { models } = await ollama.ps();
    const running = models.find(({ model }) => model === "random:latest");
    expect(new Date(running?.expires_at ?? 0).getTime() - Date.now()).toBeGreaterThan(50 * 60_000);
    const unloaded = await ollama.generate({ model: "random", prompt: "", keep_alive: 0 });
    expect(unloaded.done_reason).toBe("unload");
    expect((await ollama.ps()).models.map(({ model }) => model)).not.toContain("random:latest");
    // As if nobody had unloaded it: it stays after the next reply, for as long as the server says.
    await ollama.generate({ model: "random", prompt: "Hi", options: { num_predict: 1 } });
    const again = (await ollama.ps()).models.find(({ model }) => model === "random:latest");
    expect(new Date(again?.expires_at ?? 0).getTime() - Date.now()).toBeGreaterThan(20 * 60_000);
  });

  it("is refused with Ollama's errors", async () => {
    await expect(ollama.chat({ model: "none:3b", messages })).rejects.toMatchObject({
      status_code: 404,
      error: expect.stringMatching(/^model "none:3b" not found/),
    });
    await expect(ollama.copy({ source: "scripted", destination: "b" })).rejects.toMatchObject({ status_code: 400 });
    const image = { role: "user", content: "What is it?", images: ["AA=="] };
    await expect(ollama.chat({ model: "scripted", messages: [image] })).rejects.toMatchObject({
      status_code: 400,
      error: expect.stringContaining("images"),
    });
    await expect(ollama.chat({ model: "none", messages, stream: true })).rejects.toMatchObject({ status_code: 404 });
  });
});
