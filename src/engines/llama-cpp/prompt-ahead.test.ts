import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import type { LoadedModel } from "../../core/engine.ts";
import type { PromptInput } from "../../core/generate-request.ts";
import { silentLog } from "../../core/log.ts";
import type { ReadAheadResult } from "../../core/read-ahead.ts";
import type { Usage } from "../../core/usage.ts";
import { writeRandomLlama } from "../../testing/tiny-models/random-llama.ts";
import { createLlamaCppEngine } from "./index.ts";

const never = new AbortController().signal;
const system = "You are somebody who listens well and asks one kind question at the end of each reply. ".repeat(12);
let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "repartee-ahead-"));
  await writeRandomLlama(join(folder, "random.gguf"), { seed: 1 });
});

afterAll(() => rm(folder, { recursive: true }));

interface Loading {
  readonly slots?: number;
  readonly contextSize?: number;
  readonly warnings?: string[];
}

async function load({ slots = 2, contextSize = 1024, warnings = [] }: Loading = {}): Promise<LoadedModel> {
  const source = { name: "random", location: join(folder, "random.gguf") };
  const log = { ...silentLog, warn: (_facts: unknown, message: string) => void warnings.push(message) };
  const model = await createLlamaCppEngine({ log }).load(source, { contextSize, slots, gpuLayers: 0 }, never);
  onTestFinished(() => model.unload());
  return model;
}

function turn(text: string): PromptInput {
  return {
    kind: "chat",
    messages: [
      { role: "system", content: system },
      { role: "user", content: text },
    ],
  };
}

const likely = [turn("a"), turn("1")];

async function readAhead(model: LoadedModel, kept?: string, signal = never): Promise<ReadAheadResult> {
  const request = { prompts: likely, ...(kept === undefined ? {} : { keep: { folder: kept, minReadMs: 0 } }) };
  const result = await model.readAhead?.(request, signal);
  if (result === undefined) throw new Error("the model cannot read ahead");
  return result;
}

interface Answer {
  readonly text: string;
  readonly usage: Usage;
}

/** The likeliest continuation: with random weights another state of the cache writes another text. */
async function answer(model: LoadedModel, input: PromptInput): Promise<Answer> {
  let text = "";
  for await (const event of model.generate({ id: "test", input, maxTokens: 12, sampling: { temperature: 0 } }, never)) {
    if (event.type === "text-delta") text += event.text;
    if (event.type === "error") throw event.error;
    if (event.type === "finish") return { text, usage: event.usage };
  }
  throw new Error("the reply has no end");
}

async function newFolder(): Promise<string> {
  return join(await mkdtemp(join(folder, "cache-")), "prefixes");
}

/** Everything in a cache's folder. */
async function filesIn(kept: string): Promise<string[]> {
  return (await readdir(kept)).toSorted();
}

/** As the first of a cache's files begins: two numbers of llama.cpp's, then the tokens that it is the state of. */
async function tokensIn(path: string): Promise<number[]> {
  const bytes = await readFile(path);
  const count = bytes.readUInt32LE(8);
  return Array.from({ length: count }, (_, index) => bytes.readUInt32LE(12 + 4 * index));
}

describe("a prompt that is read ahead", () => {
  it("is not read again by the first request, which is answered as without", async () => {
    const model = await load();
    const { promptTokens, readTokens, restoredTokens } = await readAhead(model);
    expect(promptTokens).toBeGreaterThan(200);
    expect({ readTokens, restoredTokens }).toEqual({ readTokens: promptTokens, restoredTokens: 0 });
    const { text, usage } = await answer(model, turn("tea"));
    expect(usage.cachedTokens).toBe(promptTokens);
    expect(text).toBe((await answer(await load(), turn("tea"))).text);
  });

  it("is what the prompts have in common, and not what opens the model's turn", async () => {
    const model = await load();
    const { promptTokens } = await readAhead(model);
    const rendered = (await model.renderPrompt?.(turn("tea"))) ?? "";
    const tokens = (await model.tokenize?.(rendered.slice(0, rendered.indexOf("tea")), { parseSpecial: true })) ?? [];
    expect(Math.abs(promptTokens - tokens.length)).toBeLessThanOrEqual(1);
  });

  it("is not read where a slot holds it already", async () => {
    const model = await load();
    await answer(model, turn("tea"));
    expect((await readAhead(model)).readTokens).toBe(0);
  });

  it("takes no conversation's cache", async () => {
    const model = await load({ slots: 1 });
    const other: PromptInput = { kind: "text", text: "Somebody talks about the sea and the harbour. ".repeat(10) };
    const { usage } = await answer(model, other);
    expect((await readAhead(model)).readTokens).toBe(0);
    expect((await answer(model, other)).usage.cachedTokens).toBe(usage.promptTokens - 1);
  });

  it("is left out where it is short, or longer than the window", async () => {
    const model = await load({ contextSize: 128 });
    expect(await readAhead(model)).toMatchObject({ promptTokens: 0, readTokens: 0 });
    const short = ["a", "1"].map((text): PromptInput => ({ kind: "text", text: `Hi ${text}` }));
    expect(await model.readAhead?.({ prompts: short }, never)).toMatchObject({ promptTokens: 0 });
  });
});

describe("reading ahead", () => {
  it("ends with the step that runs when a request comes, and goes on after it", async () => {
    const model = await load({ slots: 1 });
    const reading = readAhead(model);
    const { usage } = await answer(model, turn("tea"));
    expect(usage.promptTokens).toBeGreaterThan(200);
    const { promptTokens, readTokens } = await reading;
    // The request read the rest itself.
    expect(readTokens).toBeLessThan(promptTokens);
    expect(readTokens + usage.promptTokens - usage.cachedTokens).toBeLessThanOrEqual(usage.promptTokens);
  });

  it("keeps no request waiting that begins alike, which goes on from what was read", async () => {
    const model = await load({ slots: 4 });
    const reading = readAhead(model);
    const answers = await Promise.all(["tea", "rain", "work"].map((text) => answer(model, turn(text))));
    await reading;
    const alone = await load({ slots: 1 });
    expect(answers.map(({ text }) => text)).toEqual([
      (await answer(alone, turn("tea"))).text,
      (await answer(alone, turn("rain"))).text,
      (await answer(alone, turn("work"))).text,
    ]);
  });

  it("goes on after a request that begins otherwise", async () => {
    const model = await load();
    const reading = readAhead(model);
    await answer(model, { kind: "text", text: "Somebody talks about the sea." });
    const { promptTokens } = await reading;
    expect((await answer(model, turn("tea"))).usage.cachedTokens).toBe(promptTokens);
  });

  it("is given up by its caller, and by unloading", async () => {
    const model = await load();
    await expect(readAhead(model, undefined, AbortSignal.abort())).rejects.toMatchObject({ code: "cancelled" });
    const cancelled = new AbortController();
    const given = readAhead(model, undefined, cancelled.signal);
    cancelled.abort();
    await expect(given).rejects.toMatchObject({ code: "cancelled" });
    const reading = expect(readAhead(model)).rejects.toMatchObject({ code: "model_unloaded" });
    await model.unload();
    await reading;
    await expect(readAhead(model)).rejects.toMatchObject({ code: "model_unloaded" });
  });
});

describe("a prompt that was read ahead", () => {
  it("is restored at the next load, and answered as if it had been read", async () => {
    const kept = await newFolder();
    const first = await load();
    const read = await readAhead(first, kept);
    const second = await load();
    const restored = await readAhead(second, kept);
    expect(restored).toEqual({ promptTokens: read.promptTokens, readTokens: 0, restoredTokens: read.promptTokens });
    const answers = [await answer(first, turn("tea")), await answer(second, turn("tea"))];
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[1]?.usage.cachedTokens).toBe(read.promptTokens);
  });

  it("is a file of its own tokens alone, for its owner alone", async () => {
    const kept = await newFolder();
    const model = await load();
    await answer(model, { kind: "text", text: "something private" });
    const { promptTokens } = await readAhead(model, kept);
    await answer(model, turn("something private"));
    const files = await filesIn(kept);
    expect(files).toEqual([expect.stringMatching(/^[0-9a-f]{32}-[0-9a-f]{64}\.state$/)]);
    const path = join(kept, files[0] ?? "");
    const tokens = await tokensIn(path);
    expect(tokens).toHaveLength(promptTokens);
    const { text = "" } = (await model.detokenize?.(tokens)) ?? {};
    expect(text).toContain(system.trim());
    expect(text).not.toContain("private");
    if (process.platform !== "win32") expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it.each([
    ["cut short", (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)],
    ["empty", () => Buffer.alloc(0)],
    ["changed in one bit", (bytes: Buffer) => bytes.fill((bytes.at(-9) ?? 0) ^ 1, bytes.length - 9, bytes.length - 8)],
  ])("is read again where its file is %s, which is replaced", async (_, damage) => {
    const kept = await newFolder();
    const first = await load();
    await readAhead(first, kept);
    const before = await filesIn(kept);
    const path = join(kept, before[0] ?? "");
    const whole = await readFile(path);
    await writeFile(path, damage(Buffer.from(whole)));
    const second = await load();
    const { promptTokens, readTokens } = await readAhead(second, kept);
    expect(readTokens).toBe(promptTokens);
    expect((await answer(second, turn("tea"))).text).toBe((await answer(first, turn("tea"))).text);
    expect(await filesIn(kept)).toHaveLength(1);
    expect((await load().then((third) => readAhead(third, kept))).restoredTokens).toBe(promptTokens);
  });

  it("is read where its file cannot be written, and that is logged", async () => {
    const notFolder = join(folder, "a-file");
    await writeFile(notFolder, "");
    const warnings: string[] = [];
    const model = await load({ warnings });
    const { promptTokens } = await readAhead(model, notFolder);
    expect((await answer(model, turn("tea"))).usage.cachedTokens).toBe(promptTokens);
    expect(warnings).toEqual(["what was read ahead could not be saved"]);
  });

  it("is not kept where reading it took no time", async () => {
    const kept = await newFolder();
    const model = await load();
    await model.readAhead?.({ prompts: likely, keep: { folder: kept, minReadMs: Infinity } }, never);
    await expect(readdir(kept)).rejects.toMatchObject({ code: "ENOENT" });
  });

  it("is read for a context of another size", async () => {
    const kept = await newFolder();
    await readAhead(await load(), kept);
    const { promptTokens, readTokens } = await readAhead(await load({ contextSize: 2048 }), kept);
    expect(readTokens).toBe(promptTokens);
  });
});
