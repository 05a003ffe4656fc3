import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { generateText, jsonSchema, Output, streamText } from "ai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { script, scriptTokens, startModelServer, type ModelServer } from "./model-server.ts";

let server: ModelServer;
let provider: ReturnType<typeof createOpenAICompatible>;

beforeAll(async () => {
  server = await startModelServer();
  provider = createOpenAICompatible({
    name: "repartee",
    baseURL: server.baseUrl,
    includeUsage: true,
    supportsStructuredOutputs: true,
  });
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

describe("Vercel AI SDK, OpenAI-compatible provider", () => {
  it("gets the exact text, the reason and the counts", async () => {
    const { text, finishReason, usage } = await generateText({
      model: provider("scripted"),
      prompt: "Hi",
      maxRetries: 0,
    });
    expect(text).toBe(script);
    expect(finishReason).toBe("stop");
    expect(usage.outputTokens).toBe(scriptTokens);
  });

  it("streams pieces that join to the whole", async () => {
    const result = streamText({ model: provider("scripted"), prompt: "Hi", maxRetries: 0 });
    const pieces: string[] = [];
    for await (const piece of result.textStream) pieces.push(piece);
    expect(pieces.join("")).toBe(script);
    expect(pieces.length).toBeGreaterThan(5);
    expect(await result.finishReason).toBe("stop");
    expect((await result.usage).outputTokens).toBe(scriptTokens);
  });

  it("is told length when the reply was cut", async () => {
    const { text, finishReason } = await generateText({
      model: provider("scripted"),
      prompt: "Hi",
      maxOutputTokens: 2,
      maxRetries: 0,
    });
    expect(text).toBe("Hello there,");
    expect(finishReason).toBe("length");
  });

  it("gets an object of a schema", async () => {
    const schema = jsonSchema<{ sure: boolean }>({
      type: "object",
      properties: { sure: { type: "boolean" } },
      required: ["sure"],
      additionalProperties: false,
    });
    const { output } = await generateText({
      model: provider("random"),
      prompt: "Hi",
      output: Output.object({ schema }),
      maxRetries: 0,
    });
    expect(typeof output.sure).toBe("boolean");
  });
});
