import { createAnthropic } from "@ai-sdk/anthropic";
import { generateText, jsonSchema, stepCountIs, streamText, tool } from "ai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { script, scriptTokens, startModelServer, type ModelServer } from "./model-server.ts";

let server: ModelServer;
let provider: ReturnType<typeof createAnthropic>;

beforeAll(async () => {
  server = await startModelServer();
  provider = createAnthropic({ baseURL: server.baseUrl, apiKey: "none" });
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

describe("Vercel AI SDK, Anthropic's provider", () => {
  it("gets the exact text, the reason and the counts", async () => {
    const answer = await generateText({
      model: provider("scripted"),
      prompt: "Hi",
      maxRetries: 0,
      maxOutputTokens: 100,
    });
    expect([answer.text, answer.finishReason, answer.usage.outputTokens]).toEqual([script, "stop", scriptTokens]);
  });

  it("streams pieces that join to the whole", async () => {
    const result = streamText({ model: provider("scripted"), prompt: "Hi", maxRetries: 0, maxOutputTokens: 100 });
    const pieces: string[] = [];
    for await (const piece of result.textStream) pieces.push(piece);
    expect(pieces.join("")).toBe(script);
    expect(pieces.length).toBeGreaterThan(5);
  });

  it("gets a call with arguments that fit", async () => {
    const city = jsonSchema<{ city: string }>({
      type: "object",
      properties: { city: { type: "string", enum: ["Rome", "Oslo"] } },
      required: ["city"],
      additionalProperties: false,
    });
    const { toolCalls } = await generateText({
      model: provider("caller"),
      prompt: "Hi",
      maxRetries: 0,
      maxOutputTokens: 100,
      stopWhen: stepCountIs(1),
      tools: { get_weather: tool({ inputSchema: city }) },
    });
    expect(toolCalls).toMatchObject([{ toolName: "get_weather" }]);
  });
});
