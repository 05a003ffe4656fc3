import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import type { ToolSet } from "ai";
import { generateText, jsonSchema, streamText, tool } from "ai";
import OpenAI from "openai";
import { describe, expect, it } from "vitest";
import { ReparteeError } from "../../src/core/errors.ts";
import type { ReplyEvent } from "../../src/core/reply.ts";
import { createScriptedServing, finish, start, text } from "./support/scripted-serving.ts";
import type { Script } from "./support/scripted-serving.ts";
import { startServer } from "./support/start-server.ts";

const messages = [{ role: "user" as const, content: "Hi" }];
const logprob = { token: "Hi", logprob: -0.5, bytes: [72, 105] };

const toolScript: readonly ReplyEvent[] = [
  start,
  { type: "tool-call-delta", index: 0, id: "call_1", name: "weather", argumentsDelta: '{"city":', tokenCount: 3 },
  { type: "tool-call-delta", index: 0, argumentsDelta: '"Oslo"}', tokenCount: 2 },
  finish({ finishReason: "tool-calls" }),
];
const broken: readonly ReplyEvent[] = [
  start,
  text("Hel"),
  { type: "error", error: new ReparteeError("runner_crashed", "The runner died") },
];
const refused: readonly ReplyEvent[] = [
  { type: "error", error: new ReparteeError("context_length_exceeded", "Too long", { facts: { n_ctx: 8 } }) },
];

async function openAi(script?: Script): Promise<OpenAI> {
  const { url } = await startServer({ serving: createScriptedServing(script), apiKeys: ["k"] });
  return new OpenAI({ baseURL: `${url}/v1`, apiKey: "k", maxRetries: 0 });
}

describe("the official openai client", () => {
  it("reads whole and streamed replies, usage included", async () => {
    const client = await openAi();
    const whole = await client.chat.completions.create({ model: "tiny", messages });
    expect(whole.choices[0]?.message.content).toBe("Hello there");

    const stream = await client.chat.completions.create({
      model: "tiny",
      messages,
      stream: true,
      stream_options: { include_usage: true },
    });
    let written = "";
    let usage: unknown;
    for await (const chunk of stream) {
      written += chunk.choices[0]?.delta.content ?? "";
      usage = chunk.usage ?? usage;
    }
    expect(written).toBe("Hello there");
    expect(usage).toMatchObject({ prompt_tokens_details: { cached_tokens: 5 }, total_tokens: 14 });
  });

  it("puts streamed tool calls and log probabilities together", async () => {
    const calling = await openAi(() => toolScript);
    const called = await calling.chat.completions.stream({ model: "tiny", messages }).finalChatCompletion();
    expect(called.choices[0]).toMatchObject({
      finish_reason: "tool_calls",
      message: { tool_calls: [{ id: "call_1", function: { name: "weather", arguments: '{"city":"Oslo"}' } }] },
    });

    const piece = { ...text("Hi"), logprobs: [{ ...logprob, top: [logprob] }] };
    const telling = await openAi(() => [start, piece, piece, finish()]);
    const told = await telling.chat.completions
      .stream({ model: "tiny", messages, logprobs: true })
      .finalChatCompletion();
    expect(told.choices[0]?.logprobs?.content).toMatchObject([
      { ...logprob, top_logprobs: [logprob] },
      { ...logprob, top_logprobs: [logprob] },
    ]);
  });

  it("throws for a stream that breaks off and for a refused request", async () => {
    const breaking = await openAi(() => broken);
    const stream = await breaking.chat.completions.create({ model: "tiny", messages, stream: true });
    const reading = (async () => {
      for await (const chunk of stream) expect(chunk.object).toBe("chat.completion.chunk");
    })();
    await expect(reading).rejects.toThrow("The runner died");

    const refusing = await openAi(() => refused);
    const refusal = refusing.chat.completions.create({ model: "tiny", messages, stream: true });
    await expect(refusal).rejects.toMatchObject({ status: 400, code: "context_length_exceeded", error: { n_ctx: 8 } });
  });

  it("reads plain completions and lists models", async () => {
    const client = await openAi();
    const whole = await client.completions.create({ model: "tiny", prompt: ["A", "B"], echo: true });
    expect(whole.choices.map((choice) => choice.text)).toEqual(["AHello there", "BHello there"]);
    let written = "";
    for await (const chunk of await client.completions.create({ model: "tiny", prompt: "A", stream: true })) {
      written += chunk.choices[0]?.text ?? "";
    }
    expect(written).toBe("Hello there");
    expect((await client.models.list()).data.map((model) => model.id)).toEqual(["tiny"]);
    expect((await client.models.retrieve("tiny")).object).toBe("model");
  });
});

describe("the AI SDK", () => {
  async function provider(script?: Script): Promise<ReturnType<typeof createOpenAICompatible>> {
    const { url } = await startServer({ serving: createScriptedServing(script) });
    return createOpenAICompatible({ name: "repartee", baseURL: `${url}/v1`, includeUsage: true });
  }

  it("reads whole and streamed replies, usage included", async () => {
    const repartee = await provider();
    expect((await generateText({ model: repartee("tiny"), prompt: "Hi" })).text).toBe("Hello there");
    const streamed = streamText({ model: repartee("tiny"), prompt: "Hi" });
    expect(await streamed.text).toBe("Hello there");
    expect(await streamed.finishReason).toBe("stop");
    expect(await streamed.usage).toMatchObject({ inputTokens: 12, outputTokens: 2, cachedInputTokens: 5 });
  });

  it("puts streamed tool calls together", async () => {
    const repartee = await provider(() => toolScript);
    const tools: ToolSet = { weather: tool({ inputSchema: jsonSchema<{ city: string }>({ type: "object" }) }) };
    const streamed = streamText({ model: repartee("tiny"), prompt: "Hi", tools });
    expect(await streamed.toolCalls).toMatchObject([{ toolName: "weather", input: { city: "Oslo" } }]);
  });

  it("reports a stream that breaks off as an error", async () => {
    const repartee = await provider(() => broken);
    const errors: unknown[] = [];
    const streamed = streamText({
      model: repartee("tiny"),
      prompt: "Hi",
      maxRetries: 0,
      onError: ({ error }) => void errors.push(error),
    });
    await streamed.consumeStream();
    expect(JSON.stringify(errors)).toContain("The runner died");
  });
});
