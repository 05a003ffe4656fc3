import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LoadedModel } from "../../core/engine.ts";
import { silentLog } from "../../core/log.ts";
import { writeRandomLlama } from "../../testing/tiny-models/random-llama.ts";
import { createLlamaCppEngine } from "./index.ts";

const never = new AbortController().signal;
/** About 300 tokens that every prompt begins with. */
const persona = "You are somebody who listens well and asks one kind question at the end of each reply. ".repeat(12);
const words = ["tea", "rain", "work", "my dog", "the sea", "a film", "school", "nothing"];
let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "repartee-prefixes-"));
  await writeRandomLlama(join(folder, "random.gguf"), { seed: 1 });
});

afterAll(() => rm(folder, { recursive: true }));

async function load(slots: number): Promise<LoadedModel> {
  const source = { name: "random", location: join(folder, "random.gguf") };
  return await createLlamaCppEngine({ log: silentLog }).load(source, { contextSize: 1024, slots, gpuLayers: 0 }, never);
}

interface Answer {
  readonly text: string;
  readonly evaluatedTokens: number;
  readonly promptTokens: number;
}

/** The likeliest continuation of 12 tokens: with random weights another state of the cache writes another text. */
async function answer(model: LoadedModel, about: string, signal = never): Promise<Answer> {
  let text = "";
  const input = { kind: "text", text: `${persona}Somebody talks about ${about}.` } as const;
  const request = { id: about, input, maxTokens: 12, sampling: { temperature: 0 } };
  for await (const event of model.generate(request, signal)) {
    if (event.type === "text-delta") text += event.text;
    if (event.type === "error") throw event.error;
    if (event.type !== "finish") continue;
    const { promptTokens, cachedTokens } = event.usage;
    return { text, evaluatedTokens: promptTokens - cachedTokens, promptTokens };
  }
  throw new Error("the reply has no end");
}

/** Each text of a model with one slot, that never read anything else. */
async function aloneTexts(): Promise<string[]> {
  const texts: string[] = [];
  for (const word of words) {
    const model = await load(1);
    texts.push((await answer(model, word)).text);
    await model.unload();
  }
  return texts;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

describe("prompts that begin alike", () => {
  it("are read once when they come at once, and answered as if each were alone", async () => {
    const model = await load(words.length);
    const answers = await Promise.all(words.map((word) => answer(model, word)));
    await model.unload();
    const [longest = 0] = answers.map(({ promptTokens }) => promptTokens).toSorted((a, b) => b - a);
    expect(sum(answers.map(({ evaluatedTokens }) => evaluatedTokens))).toBeLessThan(longest + words.length * 40);
    expect(answers.map(({ text }) => text)).toEqual(await aloneTexts());
  });

  it("are copied from a slot that holds another conversation, which keeps its cache", async () => {
    const model = await load(3);
    const about = `tea, ${"and tea again, ".repeat(25)}`;
    const first = await answer(model, about);
    const second = await answer(model, `rain, ${"and rain again, ".repeat(25)}`);
    const again = await answer(model, about);
    await model.unload();
    expect(first.evaluatedTokens).toBe(first.promptTokens);
    expect(second.evaluatedTokens).toBeLessThan(second.promptTokens - 200);
    expect(again.evaluatedTokens).toBe(1);
    expect(again.text).toBe(first.text);
  });

  it("are read by the next one when the first reader leaves", async () => {
    const model = await load(4);
    const leaving = new AbortController();
    const first = answer(model, "tea", leaving.signal);
    const others = ["rain", "work"].map((word) => answer(model, word));
    leaving.abort();
    await first;
    const answers = await Promise.all(others);
    await model.unload();
    const texts = await aloneTexts();
    expect(answers.map(({ text }) => text)).toEqual([texts[1], texts[2]]);
  });

  it("are read by the next one when the first reader leaves and nobody reads its end", async () => {
    const model = await load(4);
    const leaving = new AbortController();
    const input = { kind: "text", text: `${persona.repeat(2)}Somebody talks about tea.` } as const;
    const first = model.generate({ id: "tea", input, maxTokens: 12 }, leaving.signal)[Symbol.asyncIterator]();
    expect((await first.next()).value).toMatchObject({ type: "prefill" });
    const second = answer(model, "rain");
    // Its prompt is tokenized, and waits for the first one's.
    await model.countTokens?.({ kind: "text", text: persona });
    leaving.abort();
    expect(await second).toMatchObject({ text: (await aloneTexts())[1] });
    await model.unload();
  });
});

describe("a copy that fails", () => {
  it("costs no reply: each prompt is read, and that is logged once", async () => {
    const before = process.env["TMPDIR"];
    const warnings: string[] = [];
    const log = { ...silentLog, warn: (_facts: unknown, message: string) => void warnings.push(message) };
    const source = { name: "random", location: join(folder, "random.gguf") };
    const model = await createLlamaCppEngine({ log }).load(
      source,
      { contextSize: 1024, slots: 3, gpuLayers: 0 },
      never,
    );
    process.env["TMPDIR"] = join(folder, "missing");
    try {
      const answers = await Promise.all(["tea", "rain", "work"].map((word) => answer(model, word)));
      expect(answers.map(({ text }) => text)).toEqual((await aloneTexts()).slice(0, 3));
    } finally {
      if (before === undefined) delete process.env["TMPDIR"];
      else process.env["TMPDIR"] = before;
      await model.unload();
    }
    expect(warnings).toEqual([expect.stringContaining("a copy failed")]);
  });
});
