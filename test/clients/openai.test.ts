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

const hi = [{ role: "user", content: "Hi" }] as const;

describe("official openai client", () => {
  it("gets the exact text, the reason and the tokenizer's counts", async () => {
    const reply = await client.chat.completions.create({ model: "scripted", messages: [...hi] });
    expect(reply.choices[0]?.message.content).toBe(script);
    expect(reply.choices[0]?.finish_reason).toBe("stop");
    expect(reply.usage?.completion_tokens).toBe(scriptTokens);
    expect(reply.usage?.total_tokens).toBe((reply.usage?.prompt_tokens ?? 0) + scriptTokens);
  });

  it("streams pieces that join to the whole, with usage at the end when asked for", async () => {
    const stream = await client.chat.completions.create({
      model: "scripted",
      messages: [...hi],
      stream: true,
      stream_options: { include_usage: true },
    });
    const pieces: string[] = [];
    const reasons: string[] = [];
    let usage: OpenAI.CompletionUsage | undefined;
    for await (const chunk of stream) {
      const [choice] = chunk.choices;
      if (choice?.delta.content) pieces.push(choice.delta.content);
      if (choice?.finish_reason) reasons.push(choice.finish_reason);
      usage = chunk.usage ?? usage;
    }
    expect(pieces.join("")).toBe(script);
    expect(pieces.length).toBeGreaterThan(5);
    expect(reasons).toEqual(["stop"]);
    expect(usage?.completion_tokens).toBe(scriptTokens);
  });

  it("streams no usage when not asked for it", async () => {
    const stream = await client.chat.completions.create({ model: "scripted", messages: [...hi], stream: true });
    for await (const chunk of stream) expect(chunk.usage ?? null).toBeNull();
  });

  it("is told length when max_tokens cut the reply", async () => {
    const reply = await client.chat.completions.create({
      model: "scripted",
      messages: [...hi],
      max_completion_tokens: 3,
    });
    expect(reply.choices[0]).toMatchObject({ finish_reason: "length", message: { content: "Hello there, how can" } });
    expect(reply.usage?.completion_tokens).toBe(3);
  });

  it("gets no stop text, also one across a token border", async () => {
    const stop = "there, how";
    const whole = await client.chat.completions.create({ model: "scripted", messages: [...hi], stop });
    expect(whole.choices[0]).toMatchObject({ finish_reason: "stop", message: { content: "Hello " } });
    const stream = await client.chat.completions.create({ model: "scripted", messages: [...hi], stop, stream: true });
    let text = "";
    for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? "";
    expect(text).toBe("Hello ");
  });

  it("gets json_schema output that parses and has the schema's keys", async () => {
    const schema = {
      type: "object",
      properties: { mood: { enum: ["good", "bad"] }, sure: { type: "boolean" } },
      required: ["mood", "sure"],
      additionalProperties: false,
    };
    const reply = await client.chat.completions.create({
      model: "random",
      messages: [...hi],
      response_format: { type: "json_schema", json_schema: { name: "mood", schema, strict: true } },
    });
    const value: unknown = JSON.parse(reply.choices[0]?.message.content ?? "");
    expect(value).toEqual({ mood: expect.stringMatching(/^(good|bad)$/), sure: expect.any(Boolean) });
  });

  it("gets three different choices for n = 3, the prompt counted once", async () => {
    const ask = async (n: number): Promise<OpenAI.ChatCompletion> =>
      await client.chat.completions.create({ model: "random", messages: [...hi], n, seed: 7, max_tokens: 12 });
    const one = await ask(1);
    const three = await ask(3);
    expect(three.choices.map(({ index }) => index)).toEqual([0, 1, 2]);
    expect(new Set(three.choices.map(({ message }) => message.content)).size).toBe(3);
    expect(three.choices[0]?.message.content).toBe(one.choices[0]?.message.content);
    expect(three.usage?.prompt_tokens).toBe(one.usage?.prompt_tokens);
    expect(three.usage?.completion_tokens).toBe(36);
  });

  it("repeats itself with the same seed and not with another", async () => {
    const ask = async (seed: number): Promise<string | null | undefined> => {
      const reply = await client.chat.completions.create({ model: "random", messages: [...hi], seed, max_tokens: 24 });
      return reply.choices[0]?.message.content;
    };
    expect(await ask(1)).toBe(await ask(1));
    expect(await ask(1)).not.toBe(await ask(2));
  });

  it("gets log probabilities, whole and streamed", async () => {
    const request = {
      model: "random",
      messages: [...hi],
      logprobs: true,
      top_logprobs: 3,
      max_tokens: 6,
      temperature: 0,
    };
    const whole = await client.chat.completions.create(request);
    const tokens = whole.choices[0]?.logprobs?.content ?? [];
    expect(tokens).toHaveLength(6);
    for (const token of tokens) {
      expect(token.logprob).toBeLessThanOrEqual(0);
      expect(token.top_logprobs).toHaveLength(3);
      expect(token.top_logprobs[0]?.token).toBe(token.token);
    }
    const streamed: string[] = [];
    for await (const chunk of await client.chat.completions.create({ ...request, stream: true })) {
      streamed.push(...(chunk.choices[0]?.logprobs?.content ?? []).map(({ token }) => token));
    }
    expect(streamed).toEqual(tokens.map(({ token }) => token));
  });

  it("is given a tool call, whole and streamed, and may answer it", async () => {
    const tools: OpenAI.ChatCompletionTool[] = [
      {
        type: "function",
        function: {
          name: "get_weather",
          parameters: {
            type: "object",
            properties: { city: { enum: ["Rome", "Bonn"] } },
            required: ["city"],
            additionalProperties: false,
          },
        },
      },
    ];
    const request = { model: "random", messages: [...hi], tools, tool_choice: "required", seed: 3 } as const;
    const whole = await client.chat.completions.create({ ...request, messages: [...hi] });
    const [choice] = whole.choices;
    const call = choice?.message.tool_calls?.[0];
    if (call?.type !== "function") throw new Error("no function call");
    expect(choice?.finish_reason).toBe("tool_calls");
    expect(call.function.name).toBe("get_weather");
    expect(JSON.parse(call.function.arguments)).toEqual({ city: expect.stringMatching(/^(Rome|Bonn)$/) });

    let streamedArguments = "";
    for await (const chunk of await client.chat.completions.create({ ...request, messages: [...hi], stream: true })) {
      streamedArguments += chunk.choices[0]?.delta.tool_calls?.[0]?.function?.arguments ?? "";
    }
    expect(streamedArguments).toBe(call.function.arguments);

    const answered = await client.chat.completions.create({
      model: "scripted",
      messages: [
        ...hi,
        choice?.message ?? { role: "assistant", content: "" },
        { role: "tool", tool_call_id: call.id, content: "sunny" },
      ],
      tools,
    });
    expect(answered.choices[0]?.message.content).toBe(script);
  });

  it("reuses the prefix of a conversation's last turn and says how much", async () => {
    const first = [{ role: "user", content: "Which small language models answer well on an old laptop?" }] as const;
    const reply = await client.chat.completions.create({ model: "scripted", messages: [...first] });
    const second = await client.chat.completions.create({
      model: "scripted",
      messages: [
        ...first,
        { role: "assistant", content: reply.choices[0]?.message.content ?? "" },
        { role: "user", content: "And then?" },
      ],
    });
    expect(second.usage?.prompt_tokens_details?.cached_tokens).toBeGreaterThan(reply.usage?.prompt_tokens ?? Infinity);
  });

  it("is told of a prompt over the context with both numbers", async () => {
    const request = client.chat.completions.create({
      model: "random",
      messages: [{ role: "user", content: "word ".repeat(2000) }],
    });
    const error: unknown = await request.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(OpenAI.BadRequestError);
    expect(error).toMatchObject({
      status: 400,
      code: "context_length_exceeded",
      error: { n_ctx: 1024, n_prompt_tokens: expect.any(Number) },
    });
  });

  it("is told of an unknown model with the known ones", async () => {
    const error: unknown = await client.chat.completions
      .create({ model: "gpt-9", messages: [...hi] })
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(OpenAI.NotFoundError);
    expect(error).toMatchObject({ code: "model_not_found" });
  });

  it("lists the models and completes plain text", async () => {
    expect((await client.models.list()).data.map(({ id }) => id)).toEqual([
      "scripted",
      "thoughtful",
      "caller",
      "random",
    ]);
    expect((await client.models.retrieve("random")).id).toBe("random");
    const completion = await client.completions.create({
      model: "random",
      prompt: "Once upon",
      max_tokens: 5,
      seed: 1,
    });
    expect(completion.usage?.completion_tokens).toBe(5);
    let text = "";
    for await (const chunk of await client.completions.create({
      model: "random",
      prompt: "Once upon",
      max_tokens: 5,
      seed: 1,
      stream: true,
    })) {
      text += chunk.choices[0]?.text ?? "";
    }
    expect(text).toBe(completion.choices[0]?.text);
  });
});
