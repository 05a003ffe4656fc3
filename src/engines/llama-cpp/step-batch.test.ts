import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LlamaContext, LlamaContextSequence, LlamaModel, Token } from "node-llama-cpp";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { silentLog } from "../../core/log.ts";
import type { SamplingOptions } from "../../core/sampling.ts";
import { writeRandomLlama } from "../../testing/tiny-models/random-llama.ts";
import { numberSequences } from "./batch-order.ts";
import { createNativeSampler, type NativeContext } from "./native-context.ts";
import { startNativeLibrary } from "./native-library.ts";
import { evaluateOptions, resolveSampling } from "./sampling.ts";
import { createStepBatch, type StepBatch } from "./step-batch.ts";
import { createTokenSource } from "./token-source.ts";

const batchSize = 32;
let folder = "";
let model: LlamaModel;
let context: LlamaContext;
let sequences: LlamaContextSequence[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "repartee-batch-"));
  await writeRandomLlama(join(folder, "random.gguf"), { seed: 1 });
  const llama = await startNativeLibrary("cpu", silentLog);
  model = await llama.loadModel({ modelPath: join(folder, "random.gguf") });
  context = await model.createContext({ contextSize: 256, sequences: 3, batchSize, threads: 1 });
  sequences = Array.from({ length: 3 }, () => context.getSequence());
  numberSequences(sequences);
});

beforeEach(async () => {
  for (const sequence of sequences) await sequence.clearHistory();
});

afterAll(async () => {
  await model.dispose();
  await rm(folder, { recursive: true });
});

const prompt = "The rain went on, and on, and nobody minded.";

/** The context with some of its native calls replaced, and how often a batch was evaluated. */
function watched(replaced: Partial<NativeContext> = {}): { batch: StepBatch; decoded(): number } {
  let decoded = 0;
  const native = Reflect.get(context, "_ctx") as NativeContext;
  const calls: NativeContext = {
    initBatch: (tokens) => native.initBatch(tokens),
    addToBatch: (...values) => native.addToBatch(...values),
    sampleToken: (...values) => native.sampleToken(...values),
    setThreads: (threads) => native.setThreads(threads),
    async decodeBatch() {
      decoded += 1;
      await native.decodeBatch();
    },
    ...replaced,
  };
  const stand = Object.create(context, { _ctx: { value: calls } }) as LlamaContext;
  const batch = createStepBatch(stand, sequences);
  if (batch === undefined) throw new Error("expected a batch, got undefined");
  return { batch, decoded: () => decoded };
}

function sequenceAt(index: number): LlamaContextSequence {
  const sequence = sequences[index];
  if (sequence === undefined) throw new Error(`expected sequences up to ${index}, got ${sequences.length}`);
  return sequence;
}

function sampling(options: SamplingOptions = { temperature: 0 }): ReturnType<typeof resolveSampling> {
  return resolveSampling(options, { model, sampling: {} });
}

async function write(options: SamplingOptions, batch?: StepBatch): Promise<Token[]> {
  const sequence = sequenceAt(batch === undefined ? 0 : 1);
  const replyTokens: Token[] = [];
  const promptRest = model.tokenize(prompt);
  const source = createTokenSource({ batch, sequence, promptRest, sampling: sampling(options), replyTokens });
  for (let count = 0; count < 60; count += 1) replyTokens.push((await source.next()).token);
  await source.close();
  return replyTokens;
}

describe("a step's batch", () => {
  it.each<[string, SamplingOptions]>([
    ["the likeliest", { temperature: 0 }],
    ["drawn with a seed", { temperature: 1.2, topK: 0, topP: 1, seed: 42 }],
    ["punished when repeated", { temperature: 0, repeatPenalty: 1.6 }],
    ["punished by their number", { temperature: 0.9, seed: 7, presencePenalty: 0.8, frequencyPenalty: 1.1 }],
    ["biased", { temperature: 0, logitBias: { 300: 5, 301: -100 } }],
  ])("samples the tokens that the binding samples: %s", async (_, options) => {
    expect(await write(options, createStepBatch(context, sequences))).toEqual(await write(options));
  });

  it("evaluates all that is asked for in one turn together, and keeps what the sequences hold", async () => {
    const { batch, decoded } = watched();
    const texts = ["One.", "The second one.", "And a third, which is longer."].map((text) => model.tokenize(text));
    const order = [2, 0, 1];
    await Promise.all(order.map((index) => batch.evaluate(sequenceAt(index), texts[index] ?? [])));
    expect(decoded()).toBe(1);
    expect(sequences.map(({ contextTokens }) => contextTokens)).toEqual(texts);
    expect(sequences.map(({ nextTokenIndex }) => nextTokenIndex)).toEqual(texts.map(({ length }) => length));
  });

  it("evaluates what does not fit in several batches, and samples as if it had", async () => {
    const tokens = model.tokenize(prompt.repeat(3)).slice(0, 2 * batchSize + 5);
    const picked: (Token | undefined)[] = [];
    for (const parts of [[tokens], [tokens.slice(0, 20), tokens.slice(20, 45), tokens.slice(45)]]) {
      const sequence = sequenceAt(picked.length);
      const { batch, decoded } = watched();
      const sampler = createNativeSampler(sequence, evaluateOptions(sampling(), []));
      let last: Token | undefined;
      for (const part of parts)
        last = await batch.evaluate(sequence, part, part === parts.at(-1) ? sampler : undefined);
      picked.push(last);
      expect(decoded()).toBe(3);
      sampler.dispose();
    }
    expect(picked[0]).toBeTypeOf("number");
    expect(picked[1]).toBe(picked[0]);
  });

  it("rejects all that asked when it cannot be evaluated, and keeps what was held before", async () => {
    const { batch } = watched({ decodeBatch: () => Promise.reject(new Error("Eval has failed")) });
    const tokens = model.tokenize("Anything.");
    const asked = [0, 1].map((index) => batch.evaluate(sequenceAt(index), tokens));
    expect((await Promise.allSettled(asked)).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(sequenceAt(0).contextTokens).toEqual([]);
  });

  it("rejects only the one that has no logits", async () => {
    const native = Reflect.get(context, "_ctx") as NativeContext;
    const samplers = [0, 1].map((index) => createNativeSampler(sequenceAt(index), { temperature: 0 }));
    const { batch } = watched({
      sampleToken: async (place, sampler) => (sampler === samplers[0] ? -1 : await native.sampleToken(place, sampler)),
    });
    const tokens = model.tokenize("Anything.");
    const asked = [0, 1].map((index) => batch.evaluate(sequenceAt(index), tokens, samplers[index]));
    await expect(asked[0]).rejects.toThrow("gave no next token");
    expect(await asked[1]).toBeTypeOf("number");
    for (const sampler of samplers) sampler.dispose();
  });

  it("is not there where the binding looks different inside", () => {
    const other = Object.create(context, { _ctx: { value: {} } }) as LlamaContext;
    expect(createStepBatch(other, sequences)).toBeUndefined();
    const closed = Object.create(sequenceAt(0), { _contextTokens: { value: undefined } }) as LlamaContextSequence;
    expect(createStepBatch(context, [closed])).toBeUndefined();
  });
});
