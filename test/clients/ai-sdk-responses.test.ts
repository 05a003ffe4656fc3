import { createOpenAI } from "@ai-sdk/openai";
import { generateText, jsonSchema, Output, stepCountIs, streamText, tool } from "ai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { script, scriptTokens, startModelServer, type ModelServer } from "./model-server.ts";

let server: ModelServer;
let openai: ReturnType<typeof createOpenAI>;

beforeAll(async () => {
  server = await startModelServer();
  openai = createOpenAI({ baseURL: server.baseUrl, apiKey: "unused" });
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

const getWeather = tool({
  description: "The weather of a city.",
  inputSchema: jsonSchema<{ city: string }>({
    type: "object",
    properties: { city: { type: "string" } },
    required: ["city"],
    additionalProperties: false,
  }),
  execute: async ({ city }) => `Clear in ${city}.`,
});

describe("Vercel AI SDK, OpenAI provider with its default, the Responses API", () => {
  it("gets the exact text, the reason and the counts", async () => {
    const { text, finishReason, usage } = await generateText({
      model: openai("scripted"),
      prompt: "Hi",
      maxRetries: 0,
    });
    expect({ text, finishReason, tokens: usage.outputTokens }).toEqual({
      text: script,
      finishReason: "stop",
      tokens: scriptTokens,
    });
  });

  it("streams chunks that join to the whole", async () => {
    const result = streamText({ model: openai("scripted"), prompt: "Hi", maxRetries: 0 });
    const chunks: string[] = [];
    for await (const chunk of result.textStream) chunks.push(chunk);
    expect(chunks.join("")).toBe(script);
    expect(chunks.length).toBeGreaterThan(5);
    expect(await result.finishReason).toBe("stop");
  });

  it("gets no reasoning in the text", async () => {
    const { text } = await generateText({ model: openai("thoughtful"), prompt: "Hi", maxRetries: 0 });
    expect(text).toBe("Hello there.");
    const streamed = streamText({ model: openai("thoughtful"), prompt: "Hi", maxRetries: 0 });
    expect(await streamed.text).toBe("Hello there.");
  });

  it("gets an object of a schema", async () => {
    const schema = jsonSchema<{ sure: boolean }>({
      type: "object",
      properties: { sure: { type: "boolean" } },
      required: ["sure"],
      additionalProperties: false,
    });
    const { output } = await generateText({
      model: openai("random"),
      prompt: "Hi",
      output: Output.object({ schema }),
      maxRetries: 0,
    });
    expect(typeof output.sure).toBe("boolean");
  });

  it("runs tools over several steps, with references to what is stored, and with everything sent again", async () => {
    for (const store of [true, false]) {
      const { steps } = await generateText({
        model: openai("caller"),
        prompt: "Weather in Paris?",
        tools: { getWeather, get_weather: getWeather },
        stopWhen: stepCountIs(3),
        providerOptions: { openai: { store } },
        maxRetries: 0,
      });
      const results = steps.flatMap((step) => step.toolResults.map(({ output }) => output));
      expect(results, `store: ${store}`).toEqual(Array.from({ length: 3 }, () => "Clear in Paris."));
    }
  });
});
