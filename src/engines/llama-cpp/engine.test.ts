import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { JsonObject } from "../../core/json.ts";
import type { LoadedModel } from "../../core/engine.ts";
import type { GenerateEvent, GeneratedTokenLogprob } from "../../core/generate-event.ts";
import type { GenerateRequest, PromptInput } from "../../core/generate-request.ts";
import { silentLog } from "../../core/log.ts";
import { writeRandomLlama } from "../../testing/tiny-models/random-llama.ts";
import { writeScriptedLlama } from "../../testing/tiny-models/scripted-llama.ts";
import { encodeWeights } from "../../models/formats/gguf/write/encode-weights.ts";
import { float32, string } from "../../models/formats/gguf/write/metadata.ts";
import { writeGguf } from "../../models/formats/gguf/write/write-gguf.ts";
import { createLlamaCppEngine } from "./index.ts";

const never = new AbortController().signal;
const engine = createLlamaCppEngine({ log: silentLog });
const script = "Hello there, how can I help you today? A café in Kyōto, perhaps 😀.";
let folder = "";
let scripted: LoadedModel;
let random: LoadedModel;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "repartee-llama-"));
  const emoji = [...new TextEncoder().encode("😀")].map((byte) => [byte]);
  const pieces = [
    "Hello",
    " there,",
    " how can",
    " I",
    " help",
    " you",
    " today? A caf",
    [0xc3],
    [0xa9],
    " in Ky",
    "ōto, perhaps ",
    ...emoji,
    ".",
  ];
  await writeScriptedLlama(join(folder, "scripted.gguf"), { script, pieces });
  await writeRandomLlama(join(folder, "random.gguf"), { seed: 1 });
  scripted = await load("scripted");
  random = await load("random");
});

afterAll(async () => {
  await Promise.all([scripted.unload(), random.unload()]);
  await rm(folder, { recursive: true });
});

async function load(name: string): Promise<LoadedModel> {
  return await engine.load(
    { name, location: join(folder, `${name}.gguf`) },
    { contextSize: 512, slots: 4, gpuLayers: 0 },
    never,
  );
}

function chat(...contents: string[]): PromptInput {
  return {
    kind: "chat",
    messages: contents.map((content, index) => ({ role: index % 2 === 0 ? "user" : "assistant", content })),
  };
}

async function ask(
  model: LoadedModel,
  request: Omit<GenerateRequest, "id">,
  signal: AbortSignal = never,
): Promise<GenerateEvent[]> {
  const events: GenerateEvent[] = [];
  for await (const event of model.generate({ id: "test", ...request }, signal)) events.push(event);
  return events;
}

function textOf(events: readonly GenerateEvent[]): string {
  return events.map((event) => (event.type === "text-delta" ? event.text : "")).join("");
}

function logprobsOf(events: readonly GenerateEvent[]): GeneratedTokenLogprob[] {
  return events.flatMap((event) => (event.type === "text-delta" ? (event.logprobs ?? []) : []));
}

/** A rank-1 adapter that moves the random model's first attention output. */
async function writeLoraAdapter(path: string): Promise<void> {
  const width = 64;
  const weights = Float32Array.from({ length: width }, (_, index) => Math.sin(index) * 4);
  const tensor = (suffix: string, shape: readonly number[]): Parameters<typeof writeGguf>[1]["tensors"][number] => ({
    name: `blk.0.attn_output.weight.${suffix}`,
    type: "F32",
    shape,
    data: () => [encodeWeights("F32", weights)],
  });
  await writeGguf(path, {
    metadata: {
      "general.architecture": string("llama"),
      "general.type": string("adapter"),
      "adapter.type": string("lora"),
      "adapter.lora.alpha": float32(1),
    },
    tensors: [tensor("lora_a", [width, 1]), tensor("lora_b", [1, width])],
  });
}

describe("llama-cpp engine", () => {
  it("takes the load's sampling where a request names none, and the request's where it does", async () => {
    const cold = await engine.load(
      { name: "cold", location: join(folder, "random.gguf") },
      { contextSize: 512, slots: 2, gpuLayers: 0, sampling: { temperature: 0 } },
      never,
    );
    const say = async (model: LoadedModel, sampling: GenerateRequest["sampling"]): Promise<string> =>
      textOf(await ask(model, { input: chat("Hi"), maxTokens: 12, sampling }));
    const greedy = await say(random, { temperature: 0 });
    expect(await say(cold, undefined)).toBe(greedy);
    expect(await say(cold, { temperature: undefined, seed: 3 })).toBe(greedy);
    expect(await say(cold, { temperature: 2, seed: 3 })).toBe(await say(random, { temperature: 2, seed: 3 }));
    await cold.unload();
  });

  it("gives the model's exact text, whatever the temperature", async () => {
    for (const temperature of [0, 0.8]) {
      const events = await ask(scripted, { input: chat("Hi"), sampling: { temperature } });
      expect(textOf(events)).toBe(script);
      expect(events.at(-1)).toMatchObject({ type: "finish", reason: "stop" });
    }
  });

  it("never gives out part of a character, also when the reply is cut inside of one", async () => {
    for (let maxTokens = 1; maxTokens <= 16; maxTokens += 1) {
      const events = await ask(scripted, { input: chat("Hi"), maxTokens });
      const text = textOf(events);
      expect(script.startsWith(text)).toBe(true);
      expect(text).not.toContain("\uFFFD");
      expect(events.at(-1)).toMatchObject({ reason: "length", usage: { completionTokens: maxTokens } });
    }
  });

  it("reads control tokens in somebody's words as plain characters", async () => {
    const plain = await random.countTokens?.(chat("a <|eot_id b"));
    const typed = await random.countTokens?.(chat("a <|eot_id|> b"));
    expect(typed).toBeGreaterThan((plain ?? 0) + 1);
  });

  it("reuses what a conversation has in common with its last turn", async () => {
    const first = await ask(scripted, { input: chat("What is new in the world of small language models?") });
    const second = await ask(scripted, {
      input: chat("What is new in the world of small language models?", textOf(first), "And then?"),
    });
    const finish = second.at(-1);
    if (finish?.type !== "finish") throw new Error("no finish");
    expect(finish.usage.cachedTokens).toBeGreaterThan(20);
    expect(finish.usage.cachedTokens).toBeLessThan(finish.usage.promptTokens);
  });

  it("writes the same for a request alone and among others, also when one of them is cancelled", async () => {
    // The scripted model goes on from any of its pieces, and its arithmetic is exact in any batch.
    const request = (text: string): Omit<GenerateRequest, "id"> => ({ input: { kind: "text", text }, maxTokens: 60 });
    const starts = [" help", " you", " I"];
    const solo: string[] = [];
    for (const start of starts) solo.push(textOf(await ask(scripted, request(start))));
    expect(new Set(solo).size).toBe(3);
    const cancelled = new AbortController();
    const leaving = scripted.generate({ id: "leaving", input: chat("Hi") }, cancelled.signal);
    const others = Promise.all(starts.map((start) => ask(scripted, request(start))));
    let last: GenerateEvent | undefined;
    let seen = 0;
    for await (const event of leaving) {
      last = event;
      seen += 1;
      if (seen === 4) cancelled.abort();
    }
    expect(last).toMatchObject({ type: "finish", reason: "cancelled" });
    expect((await others).map(textOf)).toEqual(solo);
  });

  it("answers more requests than it has slots", async () => {
    const replies = await Promise.all(Array.from({ length: 9 }, () => ask(scripted, { input: chat("Hi") })));
    expect(replies.map(textOf)).toEqual(Array.from({ length: 9 }, () => script));
  });

  it("holds a JSON schema, and ends with the value", async () => {
    const schema: JsonObject = {
      type: "object",
      properties: {
        ok: { type: "boolean" },
        kind: { enum: ["a", "b"] },
        mood: { anyOf: [{ type: "null" }, { const: "good" }] },
      },
      required: ["ok", "kind", "mood"],
      additionalProperties: false,
    };
    const events = await ask(random, { input: chat("Hi"), format: { kind: "json-schema", name: "x", schema } });
    const value = JSON.parse(textOf(events)) as Record<string, unknown>;
    expect(Object.keys(value)).toEqual(["ok", "kind", "mood"]);
    expect(textOf(events).endsWith("}")).toBe(true);
    expect(events.at(-1)).toMatchObject({ reason: "stop" });
  });

  it("calls a tool when it must, in pieces that join to valid arguments", async () => {
    const tools = [
      {
        name: "get_weather",
        parameters: {
          type: "object",
          properties: { city: { enum: ["Rome", "Bonn"] } },
          required: ["city"],
          additionalProperties: false,
        },
      },
    ];
    const events = await ask(random, {
      input: {
        ...chat("Hi"),
        kind: "chat",
        messages: [{ role: "user", content: "Hi" }],
        tools,
        toolChoice: "required",
      },
    });
    const calls = events.filter((event) => event.type === "tool-call-delta");
    expect(calls[0]).toMatchObject({ index: 0, name: "get_weather", id: expect.stringMatching(/^[A-Za-z0-9]{9}$/) });
    expect(calls.slice(1).some((call) => call.name !== undefined || call.id !== undefined)).toBe(false);
    const parsed = JSON.parse(calls.map((call) => call.argumentsDelta).join("")) as { city: string };
    expect(["Rome", "Bonn"]).toContain(parsed.city);
    expect(textOf(events)).toBe("");
    expect(events.at(-1)).toMatchObject({ reason: "tool-calls" });
  });

  it("reports log probabilities of the model's own distribution", async () => {
    const events = await ask(random, {
      input: chat("Hi"),
      maxTokens: 12,
      sampling: { temperature: 0 },
      logprobs: { top: 5 },
    });
    const logprobs = logprobsOf(events);
    expect(logprobs).toHaveLength(12);
    for (const { logprob, top, token } of logprobs) {
      expect(top).toHaveLength(5);
      expect(top[0]).toMatchObject({ token, logprob });
      expect(top.reduce((sum, one) => sum + Math.exp(one.logprob), 0)).toBeLessThanOrEqual(1 + 1e-6);
    }
    const plain = await ask(random, { input: chat("Hi"), maxTokens: 12, sampling: { temperature: 0 } });
    expect(textOf(events)).toBe(textOf(plain));
  });

  it("reports the exact bytes of tokens that are part of a character", async () => {
    const logprobs = logprobsOf(await ask(scripted, { input: chat("Hi"), logprobs: { top: 1 } }));
    expect(
      new TextDecoder("utf-8", { fatal: true }).decode(new Uint8Array(logprobs.flatMap(({ bytes }) => bytes))),
    ).toBe(script);
  });

  it("keeps to a grammar and reports log probabilities at once", async () => {
    const schema = {
      type: "object",
      properties: { ok: { type: "boolean" } },
      required: ["ok"],
      additionalProperties: false,
    };
    const events = await ask(random, {
      input: chat("Hi"),
      format: { kind: "json-schema", name: "x", schema },
      logprobs: { top: 2 },
    });
    expect(typeof (JSON.parse(textOf(events)) as { ok: unknown }).ok).toBe("boolean");
    expect(logprobsOf(events).length).toBeGreaterThan(3);
  });

  it("obeys logit bias: a forbidden token never comes, a forced one does", async () => {
    const free = logprobsOf(
      await ask(random, { input: chat("Hi"), maxTokens: 1, sampling: { temperature: 0 }, logprobs: { top: 2 } }),
    );
    const [likeliest = "", second = ""] = (free[0]?.top ?? []).map(({ token }) => token);
    const [forbidden = -1] = (await random.tokenize?.(likeliest)) ?? [];
    const banned = await ask(random, {
      input: chat("Hi"),
      maxTokens: 1,
      sampling: { temperature: 0, logitBias: { [forbidden]: -100 } },
    });
    expect(textOf(banned)).toBe(second);
    const [forced = -1] = (await random.tokenize?.("x")) ?? [];
    const pushed = await ask(random, {
      input: chat("Hi"),
      maxTokens: 4,
      sampling: { temperature: 0, logitBias: { [forced]: 100 } },
    });
    expect(textOf(pushed)).toBe("xxxx");
  });

  it("repeats itself less with a frequency penalty", async () => {
    const [forced = -1] = (await random.tokenize?.("x")) ?? [];
    const sampling = { temperature: 0, logitBias: { [forced]: 6 } };
    const count = (events: GenerateEvent[]): number => textOf(events).split("x").length;
    const without = await ask(random, { input: chat("Hi"), maxTokens: 40, sampling });
    const withPenalty = await ask(random, {
      input: chat("Hi"),
      maxTokens: 40,
      sampling: { ...sampling, frequencyPenalty: 2 },
    });
    expect(count(withPenalty)).toBeLessThan(count(without));
  });

  it("goes on behind a reply prefix without repeating it", async () => {
    const whole = await ask(random, { input: chat("Hi"), maxTokens: 10, sampling: { temperature: 0 } });
    const prefixed = await ask(random, {
      input: chat("Hi"),
      maxTokens: 10,
      sampling: { temperature: 0 },
      replyPrefix: "[sad] ",
    });
    expect(textOf(prefixed)).not.toContain("[sad]");
    expect(textOf(prefixed)).not.toBe(textOf(whole));
  });

  it("classifies with labels that share their beginning", async () => {
    const result = await random.classify?.(
      { id: "c", input: chat("Hi"), labels: ["happy", "happier", "sad", "sadly"] },
      never,
    );
    expect(result?.labels.map(({ label }) => label)).toEqual(["happy", "happier", "sad", "sadly"]);
    expect(result?.labels.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 6);
  });

  it("answers through a LoRA adapter", async () => {
    const loraPath = join(folder, "adapter.gguf");
    await writeLoraAdapter(loraPath);
    const source = { name: "random", location: join(folder, "random.gguf") };
    const adapted = await engine.load(source, { contextSize: 512, slots: 1, gpuLayers: 0, loraPath }, never);
    const request = { input: chat("Hi"), maxTokens: 20, sampling: { temperature: 0 } };
    const texts = [textOf(await ask(adapted, request)), textOf(await ask(random, request))];
    await adapted.unload();
    expect(texts[0]).not.toBe(texts[1]);
    expect(texts[0]).not.toBe("");
  });

  it("refuses a prompt longer than the context, with both numbers", async () => {
    const events = await ask(random, { input: chat("word ".repeat(600)) });
    expect(events).toHaveLength(1);
    const [event] = events;
    if (event?.type !== "error") throw new Error("no error");
    expect(event.error.code).toBe("context_length_exceeded");
    expect(event.error.facts["n_ctx"]).toBe(512);
    expect(event.error.facts["n_prompt_tokens"]).toBeGreaterThan(512);
  });

  it("fills the context to its last token and says length", async () => {
    const events = await ask(random, { input: chat("Hi") });
    const finish = events.at(-1);
    if (finish?.type !== "finish") throw new Error("no finish");
    expect(finish.reason).toBe("length");
    expect(finish.usage.promptTokens + finish.usage.completionTokens).toBe(512);
  });

  it("refuses values that it cannot sample with, and goes on", async () => {
    const sampling = { temperature: "hot" } as unknown as { temperature: number };
    const events = await ask(random, { input: chat("Hi"), sampling });
    expect(events).toMatchObject([
      { type: "error", error: { code: "invalid_request", param: "sampling.temperature" } },
    ]);
    expect(textOf(await ask(scripted, { input: chat("Hi") }))).toBe(script);
  });

  it("refuses a bias of a token that the model does not have, and goes on", async () => {
    const events = await ask(random, { input: chat("Hi"), sampling: { logitBias: { 1_000_000_000: 5 } } });
    expect(events).toMatchObject([{ type: "error", error: { code: "invalid_request", param: "logit_bias" } }]);
    expect(textOf(await ask(scripted, { input: chat("Hi") }))).toBe(script);
  });

  it("refuses a schema that no reply could follow, and goes on", async () => {
    const tools = [{ name: "f", parameters: { $ref: "#" } }];
    const input: PromptInput = {
      kind: "chat",
      messages: [{ role: "user", content: "Hi" }],
      tools,
      toolChoice: "required",
    };
    expect(await ask(random, { input })).toMatchObject([{ type: "error", error: { code: "invalid_request" } }]);
    expect(textOf(await ask(scripted, { input: chat("Hi") }))).toBe(script);
  });

  it("names what is wrong with a missing file and with one that is no GGUF", async () => {
    await expect(load("missing")).rejects.toMatchObject({
      code: "model_file_missing",
      message: expect.stringContaining("missing.gguf"),
    });
    await writeFile(join(folder, "text.gguf"), "not a model");
    await expect(load("text")).rejects.toMatchObject({ code: "model_file_invalid" });
    await writeFile(join(folder, "cut.gguf"), "GGUF\u0003\0\0\0");
    await expect(load("cut")).rejects.toMatchObject({ code: "model_load_failed" });
  });
});
