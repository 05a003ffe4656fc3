/* Through the real llama.cpp, against a float64 forward pass that knows nothing of files. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import type { LoadedModel } from "../../../core/engine.ts";
import type { GenerateEvent, GeneratedTokenLogprob } from "../../../core/generate-event.ts";
import type { GenerateRequest } from "../../../core/generate-request.ts";
import { silentLog } from "../../../core/log.ts";
import { createLlamaCppEngine } from "../../../engines/llama-cpp/index.ts";
import {
  createReferenceGpt2,
  type GreedyReply,
  type ReferenceGpt2,
} from "../../../../test/support/tiny-gpt2/reference-gpt2.ts";
import { type TinyGpt2, writeTinyGpt2 } from "../../../../test/support/tiny-gpt2/tiny-gpt2.ts";
import { convertToGguf } from "./convert-to-gguf.ts";
import { encodeWeights } from "../gguf/write/encode-weights.ts";
import { float16Value } from "../../../core/float16.ts";
import { tensorTypes } from "../gguf/write/tensor-type.ts";
import { type Quantization, storageOf } from "./quantization.ts";

const never = new AbortController().signal;
const replyTokens = 24;
const prompts = [
  " the world and you",
  " what do they know of music",
  " people think about good life",
  " where is my small house",
  " love really happy they",
  " you feel sad today",
  " it was one more day",
  " an animal in the picture",
  " mother said it again",
];

let root = "";
let tiny: TinyGpt2;
let reference: ReferenceGpt2;
const loaded = new Map<Quantization, LoadedModel>();

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "repartee-converted-"));
  tiny = await writeTinyGpt2(join(root, "model"), { seed: 1, file: "torch-legacy", elementType: "F16" });
  reference = createReferenceGpt2(tiny);
  const engine = createLlamaCppEngine({ log: silentLog });
  for (const quantization of ["f16", "q8", "q4"] as const) {
    const { path } = await convertToGguf({
      folder: join(root, "model"),
      destination: root,
      quantization,
      signal: never,
    });
    loaded.set(
      quantization,
      await engine.load({ name: quantization, location: path }, { slots: 1, gpuLayers: 0 }, never),
    );
  }
});
afterAll(async () => {
  for (const model of loaded.values()) await model.unload();
  await rm(root, { recursive: true, force: true });
});

const replies = new Map<string, GreedyReply>();

/** What the reference says, computed once. */
function greedyReply(text: string): GreedyReply {
  const reply = replies.get(text) ?? reference.greedy(idsOf(text), replyTokens);
  replies.set(text, reply);
  return reply;
}

function modelOf(quantization: Quantization): LoadedModel {
  const model = loaded.get(quantization);
  if (model === undefined) throw new Error(`${quantization} is not loaded`);
  return model;
}

/** The ids of a text whose words are all tokens. */
function idsOf(text: string): number[] {
  return text.split(/(?= )/).map(tiny.idOfWord);
}

async function ask(model: LoadedModel, request: Omit<GenerateRequest, "id">): Promise<GenerateEvent[]> {
  const events: GenerateEvent[] = [];
  for await (const event of model.generate({ id: "test", ...request }, never)) events.push(event);
  return events;
}

async function greedyLogprobs(model: LoadedModel, text: string): Promise<GeneratedTokenLogprob[]> {
  const events = await ask(model, {
    input: { kind: "text", text },
    maxTokens: replyTokens,
    sampling: { temperature: 0 },
    logprobs: { top: 5 },
  });
  return events.flatMap((event) => (event.type === "text-delta" ? (event.logprobs ?? []) : []));
}

/** Tokens by their bytes, which are different for each. */
function spelled(token: { readonly bytes: readonly number[] }): string {
  return Buffer.from(token.bytes).toString("latin1");
}

function textOf(events: readonly GenerateEvent[]): string {
  return events.map((event) => (event.type === "text-delta" ? event.text : "")).join("");
}

function idSpelled(bytes: string): number {
  return tiny.tokens.findIndex((token) => spelled({ bytes: bytesOf(token) }) === bytes);
}

describe("converted model", () => {
  test("reads text as tokens the way the vocabulary says", async () => {
    for (const text of prompts) expect(await modelOf("f16").tokenize?.(text)).toEqual(idsOf(text));
  });

  test.each([
    /* The smallest gap is more than ten times what the type's rounding moves a logit by. */
    { quantization: "f16", smallestGap: 0.05, atLeast: 6 },
    { quantization: "q8", smallestGap: 0.2, atLeast: 2 },
  ] as const)(
    "in $quantization says the same as the reference, wherever the reference is sure of itself",
    async ({ quantization, smallestGap, atLeast }) => {
      let compared = 0;
      for (const text of prompts) {
        const expected = greedyReply(text);
        if (expected.smallestGap < smallestGap || expected.tokens.length < 20) continue;
        const found = await greedyLogprobs(modelOf(quantization), text);
        expect(found.map(spelled)).toEqual(
          expected.tokens.map((id) => spelled({ bytes: bytesOf(tiny.tokens[id] ?? "") })),
        );
        compared += 1;
      }
      expect(compared).toBeGreaterThanOrEqual(atLeast);
    },
  );

  /* What is left is ggml's own rounding: it multiplies by halves, or by activations of 8 bits. */
  test.each([
    { quantization: "f16", bound: 0.02 },
    { quantization: "q8", bound: 0.5 },
    { quantization: "q4", bound: 0.5 },
  ] as const)(
    "in $quantization has log probabilities within $bound of a reference with weights rounded likewise",
    async ({ quantization, bound }) => {
      const rounded = createReferenceGpt2(roundWeights(tiny, quantization));
      for (const text of prompts) {
        const expected = rounded.next(idsOf(text));
        const [first] = await greedyLogprobs(modelOf(quantization), text);
        expect(first?.top).toHaveLength(5);
        for (const token of first?.top ?? []) {
          const difference = Math.abs(token.logprob - (expected[idSpelled(spelled(token))] ?? Infinity));
          expect(difference, `${JSON.stringify(text)} ${JSON.stringify(token.token)}`).toBeLessThan(bound);
        }
      }
    },
  );

  test("reads a conversation as its turns, each ended by the end of the text", async () => {
    const turns = ["the world", "what", "love"];
    const count = await modelOf("f16").countTokens?.({
      kind: "chat",
      messages: turns.map((content, index) => ({ role: index % 2 === 0 ? "user" : "assistant", content })),
    });
    const words = await Promise.all(turns.map(async (turn) => (await modelOf("f16").tokenize?.(turn))?.length ?? 0));
    expect(count).toBe(words.reduce((sum, length) => sum + length, 0) + turns.length);
  });

  test("answers a conversation with a system message as without it, and warns", async () => {
    const question = { role: "user", content: "Hello" } as const;
    const request = { maxTokens: 8, sampling: { temperature: 0 } };
    const plain = await ask(modelOf("f16"), { ...request, input: { kind: "chat", messages: [question] } });
    const reply = await ask(modelOf("f16"), {
      ...request,
      input: { kind: "chat", messages: [{ role: "system", content: "Be kind." }, question] },
    });
    expect(textOf(reply)).toBe(textOf(plain));
    expect(plain.at(-1)).toMatchObject({ type: "finish", warnings: [] });
    expect(reply.at(-1)).toMatchObject({ warnings: [{ kind: "unsupported-feature", feature: "system" }] });
  });

  test("reads the end of the text in somebody's words as characters", async () => {
    const count = async (content: string): Promise<number> =>
      (await modelOf("f16").countTokens?.({ kind: "chat", messages: [{ role: "user", content }] })) ?? 0;
    expect(await count("<|endoftext|>")).toBeGreaterThan(5);
  });

  test("is described as what it is", () => {
    expect(modelOf("q8").info).toMatchObject({
      architecture: "gpt2",
      quantization: "Q8_0",
      contextWindowTokens: 128,
      chatTemplate: "model",
    });
  });
});

/** The model as its quantized file holds it: matrices lose what their blocks cannot keep. */
function roundWeights(model: TinyGpt2, quantization: Quantization): TinyGpt2 {
  const { matrix, tokenEmbedding } = storageOf[quantization];
  const weights = new Map(model.weights);
  for (const [name, tensor] of model.weights) {
    const [inputs = 1, outputs = 1] = tensor.shape;
    if (name === "wte.weight") weights.set(name, { ...tensor, values: throughBlocks(tensor.values, tokenEmbedding) });
    if (!/\.c_\w+\.weight$/.test(name)) continue;
    const rows = throughBlocks(transposed(tensor.values, inputs, outputs), matrix);
    weights.set(name, { ...tensor, values: transposed(rows, outputs, inputs) });
  }
  return { ...model, weights };
}

function transposed(values: Float32Array, rows: number, columns: number): Float32Array {
  return values.map((_, index) => values[(index % rows) * columns + Math.floor(index / rows)] ?? 0);
}

/** Encoded, and decoded as ggml's `dequantize_row_*` do. */
function throughBlocks(values: Float32Array, type: "F16" | "Q8_0" | "Q4_0"): Float32Array {
  const view = new DataView(encodeWeights(type, values).buffer);
  return values.map((_, index) => {
    const [block, place] = [Math.floor(index / 32), index % 32];
    if (type === "F16") return float16Value(view.getUint16(index * 2, true));
    const start = block * tensorTypes[type].blockBytes;
    const scale = float16Value(view.getUint16(start, true));
    if (type === "Q8_0") return scale * view.getInt8(start + 2 + place);
    const pair = view.getUint8(start + 2 + (place % 16));
    return scale * ((place < 16 ? pair & 15 : pair >> 4) - 8);
  });
}

/** GPT-2's spelling of bytes, read back: printable Latin-1 is itself, the others count from U+0100. */
function bytesOf(token: string): number[] {
  const moved = Array.from({ length: 256 }, (_, byte) => byte).filter(
    (byte) => byte < 0x21 || (byte > 0x7e && byte < 0xa1) || byte === 0xad,
  );
  return Array.from(token, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return code < 0x100 ? code : (moved[code - 0x100] ?? 0);
  });
}
