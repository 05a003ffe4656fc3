import Anthropic from "@anthropic-ai/sdk";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { script, scriptTokens, startModelServer, type ModelServer } from "./model-server.ts";

let server: ModelServer;
let client: Anthropic;

beforeAll(async () => {
  server = await startModelServer();
  client = new Anthropic({ baseURL: server.baseUrl.replace(/\/v1$/, ""), apiKey: "unused", maxRetries: 0 });
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

const hi = [{ role: "user", content: "Hi" }] as const;
const weather: Anthropic.Tool = {
  name: "get_weather",
  description: "The weather of a city.",
  input_schema: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
};

describe("official Anthropic client", () => {
  it("gets the exact text and the tokenizer's counts", async () => {
    const message = await client.messages.create({
      model: "scripted",
      max_tokens: 100,
      messages: [...hi],
      system: "Be kind.",
    });
    expect(message.content).toEqual([{ type: "text", text: script, citations: [] }]);
    expect(message).toMatchObject({ type: "message", role: "assistant", model: "scripted", stop_reason: "end_turn" });
    expect(message.usage.output_tokens).toBe(scriptTokens);
  });

  it("streams events in Anthropic's order, which its own helper puts together to the whole", async () => {
    const stream = client.messages.stream({ model: "scripted", max_tokens: 100, messages: [...hi] });
    const types: string[] = [];
    for await (const event of stream) if (types.at(-1) !== event.type) types.push(event.type);
    expect(types).toEqual([
      "message_start",
      "content_block_start",
      "content_block_delta",
      "content_block_stop",
      "message_delta",
      "message_stop",
    ]);
    const message = await stream.finalMessage();
    expect(message.content).toMatchObject([{ type: "text", text: script }]);
    expect(message).toMatchObject({ stop_reason: "end_turn", usage: { output_tokens: scriptTokens } });
  });

  it("gets max_tokens as the reason when the reply was cut, and gets no stop sequence", async () => {
    const cut = await client.messages.create({ model: "scripted", max_tokens: 3, messages: [...hi] });
    expect(cut).toMatchObject({ stop_reason: "max_tokens", content: [{ text: "Hello there, how can" }] });
    const request = { model: "scripted", max_tokens: 100, messages: [...hi], stop_sequences: ["there, how"] };
    expect((await client.messages.create(request)).content).toMatchObject([{ text: "Hello " }]);
  });

  it("gets thinking in a block of its own", async () => {
    const message = await client.messages.create({ model: "thoughtful", max_tokens: 100, messages: [...hi] });
    expect(message.content).toMatchObject([
      { type: "thinking", thinking: "They greet me." },
      { type: "text", text: "Hello there." },
    ]);
  });

  it("is given a tool call, whole and streamed, and may answer it", async () => {
    const asked = { role: "user", content: "Weather in Paris?" } as const;
    const request = { model: "caller", max_tokens: 100, tools: [weather], messages: [asked] };
    const whole = await client.messages.create(request);
    const streamed = await client.messages.stream(request).finalMessage();
    for (const message of [whole, streamed]) {
      expect(message.stop_reason).toBe("tool_use");
      expect(message.content).toMatchObject([{ type: "tool_use", name: "get_weather", input: { city: "Paris" } }]);
    }
    const [call] = whole.content;
    if (call?.type !== "tool_use") throw new Error("expected a call");
    const last = await client.messages.create({
      ...request,
      model: "scripted",
      messages: [
        asked,
        { role: "assistant", content: whole.content },
        { role: "user", content: [{ type: "tool_result", tool_use_id: call.id, content: "Clear." }] },
      ],
    });
    expect(last.content).toMatchObject([{ type: "text", text: script }]);
  });

  it("counts the tokens of a prompt as the reply's usage does", async () => {
    const { input_tokens: counted } = await client.messages.countTokens({ model: "scripted", messages: [...hi] });
    const { usage } = await client.messages.create({ model: "scripted", max_tokens: 1, messages: [...hi] });
    expect(counted).toBe(usage.input_tokens + (usage.cache_read_input_tokens ?? 0));
  });

  it("gets the tokens of its prompt with the first event of a stream", async () => {
    const long = [{ role: "user", content: "Hi, and once more: " + "hi ".repeat(60) }] as const;
    const usages: { input_tokens: number; cache_read_input_tokens: number | null }[] = [];
    for (const model of ["random", "random"]) {
      const stream = await client.messages.create({ model, max_tokens: 2, messages: [...long], stream: true });
      for await (const event of stream) if (event.type === "message_start") usages.push(event.message.usage);
    }
    const { input_tokens: counted } = await client.messages.countTokens({ model: "random", messages: [...long] });
    expect(usages.map(({ cache_read_input_tokens: reused, input_tokens: read }) => read + (reused ?? 0))).toEqual([
      counted,
      counted,
    ]);
    expect(usages[1]?.cache_read_input_tokens).toBeGreaterThan(counted / 2);
  });

  it("goes on after words that are put into the assistant's mouth", async () => {
    const counted = await client.messages.countTokens({ model: "random", messages: [...hi] });
    const prefilled = [...hi, { role: "assistant", content: "Once upon" } as const];
    const { usage } = await client.messages.create({ model: "random", max_tokens: 1, messages: prefilled });
    expect(usage.input_tokens + (usage.cache_read_input_tokens ?? 0)).toBeGreaterThan(counted.input_tokens);
  });

  it("is refused with Anthropic's errors", async () => {
    await expect(client.messages.create({ model: "none", max_tokens: 1, messages: [...hi] })).rejects.toMatchObject({
      status: 404,
      error: { type: "error", error: { type: "not_found_error" } },
    });
    const source = { type: "base64", media_type: "image/png", data: "AA==" } as const;
    await expect(
      client.messages.create({
        model: "scripted",
        max_tokens: 1,
        messages: [{ role: "user", content: [{ type: "image", source }] }],
      }),
    ).rejects.toMatchObject({ status: 400, error: { error: { message: expect.stringContaining("images") } } });
  });
});
