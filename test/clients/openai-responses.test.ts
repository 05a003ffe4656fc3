import OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { script, scriptTokens, startModelServer, type ModelServer } from "./model-server.ts";

let server: ModelServer;
let client: OpenAI;

beforeAll(async () => {
  server = await startModelServer();
  client = new OpenAI({ baseURL: server.baseUrl, apiKey: "unused", maxRetries: 0 });
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

const weather = {
  type: "function",
  name: "get_weather",
  description: "The weather of a city.",
  parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
  strict: true,
} as const;

async function eventsOf(request: Omit<OpenAI.Responses.ResponseCreateParamsStreaming, "stream">) {
  const events: OpenAI.Responses.ResponseStreamEvent[] = [];
  for await (const event of await client.responses.create({ ...request, stream: true })) events.push(event);
  return events;
}

/** Types in order, repetitions once. */
function typesOf(events: readonly { readonly type: string }[]): readonly string[] {
  const types = events.map(({ type }) => type.replace("response.", ""));
  return types.filter((type, index) => type !== types[index - 1]);
}

describe("official openai client, responses", () => {
  it("gets the exact text and the tokenizer's counts", async () => {
    const response = await client.responses.create({ model: "scripted", input: "Hi", instructions: "Be kind." });
    expect(response.output_text).toBe(script);
    expect(response).toMatchObject({ status: "completed", object: "response", error: null, instructions: "Be kind." });
    expect(response.output).toMatchObject([{ type: "message", role: "assistant", status: "completed" }]);
    expect(response.usage?.output_tokens).toBe(scriptTokens);
    expect(response.usage?.total_tokens).toBe((response.usage?.input_tokens ?? 0) + scriptTokens);
  });

  it("streams events in OpenAI's order, numbered without a gap, and deltas that join to the whole", async () => {
    const events = await eventsOf({ model: "scripted", input: [{ role: "user", content: "Hi" }] });
    expect(events.map(({ sequence_number: number }) => number)).toEqual(events.map((_, index) => index));
    expect(typesOf(events)).toEqual([
      "created",
      "in_progress",
      "output_item.added",
      "content_part.added",
      "output_text.delta",
      "output_text.done",
      "content_part.done",
      "output_item.done",
      "completed",
    ]);
    const deltas = events.flatMap((event) => (event.type === "response.output_text.delta" ? [event.delta] : []));
    expect(deltas.join("")).toBe(script);
    expect(deltas.length).toBeGreaterThan(5);
    const last = events.at(-1);
    expect(last).toMatchObject({ response: { output: [{ content: [{ type: "output_text", text: script }] }] } });
  });

  it("says incomplete when max_output_tokens cut the reply", async () => {
    const response = await client.responses.create({ model: "scripted", input: "Hi", max_output_tokens: 3 });
    expect(response).toMatchObject({ status: "incomplete", incomplete_details: { reason: "max_output_tokens" } });
    expect(response.output_text).toBe("Hello there, how can");
    const events = await eventsOf({ model: "scripted", input: "Hi", max_output_tokens: 3 });
    expect(events.at(-1)?.type).toBe("response.incomplete");
  });

  it("separates reasoning from text, whole and streamed", async () => {
    const response = await client.responses.create({ model: "thoughtful", input: "Hi" });
    expect(response.output_text).toBe("Hello there.");
    expect(response.output).toMatchObject([
      { type: "reasoning", content: [{ type: "reasoning_text", text: "They greet me." }] },
      { type: "message", content: [{ text: "Hello there." }] },
    ]);
    expect(response.usage?.output_tokens_details.reasoning_tokens).toBeGreaterThan(2);
    expect(typesOf(await eventsOf({ model: "thoughtful", input: "Hi" })).slice(2, 10)).toEqual([
      "output_item.added",
      "content_part.added",
      "reasoning_text.delta",
      "reasoning_text.done",
      "content_part.done",
      "output_item.done",
      "output_item.added",
      "content_part.added",
    ]);
  });

  it("is given a tool call, whole and streamed, and may answer it by id or in full", async () => {
    const request = { model: "caller", input: "Weather in Paris?", tools: [weather] };
    const response = await client.responses.create(request);
    const [call] = response.output;
    if (call?.type !== "function_call") throw new Error("expected a call");
    expect({ name: call.name, arguments: JSON.parse(call.arguments) as unknown }).toEqual({
      name: "get_weather",
      arguments: { city: "Paris" },
    });
    const events = await eventsOf(request);
    expect(typesOf(events).slice(2)).toEqual([
      "output_item.added",
      "function_call_arguments.delta",
      "function_call_arguments.done",
      "output_item.done",
      "completed",
    ]);
    const output = { type: "function_call_output", call_id: call.call_id, output: '{"sky": "clear"}' } as const;
    const byId = await client.responses.create({
      model: "scripted",
      previous_response_id: response.id,
      input: [output],
      tools: [weather],
    });
    expect(byId.output_text).toBe(script);
    const inFull = await client.responses.create({
      model: "scripted",
      input: [{ role: "user", content: "Weather in Paris?" }, call, output],
      tools: [weather],
      store: false,
    });
    expect(inFull.usage?.input_tokens).toBe(byId.usage?.input_tokens);
  });

  it("gets json_schema output that parses and has the schema's keys", async () => {
    const schema = {
      type: "object",
      properties: { mood: { enum: ["good", "bad"] }, sure: { type: "boolean" } },
      required: ["mood", "sure"],
      additionalProperties: false,
    };
    const response = await client.responses.parse({
      model: "random",
      input: "Hi",
      text: { format: { type: "json_schema", name: "mood", schema, strict: true } },
    });
    expect(response.output_parsed).toEqual({ mood: expect.stringMatching(/^(good|bad)$/), sure: expect.any(Boolean) });
  });

  it("continues, shows, lists the input of, and deletes a stored response", async () => {
    const first = await client.responses.create({ model: "scripted", input: "My name is Ada.", user: "ada" });
    const second = await client.responses.create({
      model: "scripted",
      input: "What is my name?",
      previous_response_id: first.id,
    });
    expect(second.usage?.input_tokens).toBeGreaterThan(first.usage?.input_tokens ?? Infinity);
    expect(second.usage?.input_tokens_details.cached_tokens).toBeGreaterThan(0);
    expect((await client.responses.retrieve(first.id)).output_text).toBe(script);
    const items = await client.responses.inputItems.list(first.id);
    expect(items.data).toMatchObject([
      { type: "message", role: "user", content: [{ type: "input_text", text: "My name is Ada." }] },
    ]);
    expect((await server.repartee.users.export("ada")).responses.map(({ id }) => id)).toEqual([first.id]);
    await client.responses.delete(first.id);
    await expect(client.responses.retrieve(first.id)).rejects.toMatchObject({ status: 404 });
    await expect(
      client.responses.create({ model: "scripted", input: "Hi", previous_response_id: first.id }),
    ).rejects.toMatchObject({ status: 404, param: "previous_response_id" });
  });

  it("counts the tokens of a prompt as the response's usage does, with those of earlier responses", async () => {
    const first = await client.responses.create({ model: "scripted", input: "Hi", instructions: "Be kind." });
    const alone = await client.responses.inputTokens.count({
      model: "scripted",
      input: "Hi",
      instructions: "Be kind.",
    });
    expect(alone).toMatchObject({ object: "response.input_tokens", input_tokens: first.usage?.input_tokens });
    const request = { model: "scripted", input: "And you?", previous_response_id: first.id };
    const next = await client.responses.create(request);
    expect((await client.responses.inputTokens.count(request)).input_tokens).toBe(next.usage?.input_tokens);
  });

  it("stores nothing with store: false", async () => {
    const response = await client.responses.create({ model: "scripted", input: "Hi", store: false });
    expect(response).toMatchObject({ store: false });
    await expect(client.responses.retrieve(response.id)).rejects.toMatchObject({ status: 404 });
  });

  it("runs in the background, and can be cancelled", async () => {
    const started = await client.responses.create({
      model: "random",
      input: "Hi",
      background: true,
      max_output_tokens: 900,
      logit_bias: {},
    } as OpenAI.Responses.ResponseCreateParamsNonStreaming);
    expect(started.status).toBe("queued");
    const cancelled = await client.responses.cancel(started.id);
    expect(cancelled.status).toBe("cancelled");
    expect((await client.responses.retrieve(started.id)).status).toBe("cancelled");
    const whole = await client.responses.create({ model: "scripted", input: "Hi" });
    await expect(client.responses.cancel(whole.id)).rejects.toMatchObject({ status: 400 });
  });

  it("is refused what cannot be done, with the field's name", async () => {
    const image = [{ type: "input_image" as const, image_url: "data:image/png;base64,AA==", detail: "auto" as const }];
    await expect(
      client.responses.create({ model: "scripted", input: [{ role: "user", content: image }] }),
    ).rejects.toMatchObject({ status: 400, param: expect.stringMatching(/^input/) });
    await expect(client.responses.create({ model: "none", input: "Hi" })).rejects.toMatchObject({
      status: 404,
      code: "model_not_found",
    });
    await expect(client.responses.create({ model: "scripted", input: [] })).rejects.toMatchObject({ status: 400 });
  });

  it("is warned of tools that run at OpenAI", async () => {
    const response = await client.responses.create({
      model: "scripted",
      input: "Hi",
      tools: [{ type: "web_search" }],
    });
    expect(response).toMatchObject({ repartee: { warnings: [{ feature: "tools" }] }, tools: [] });
  });
});
