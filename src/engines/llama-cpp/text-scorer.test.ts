import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { LoadedModel } from "../../core/engine.ts";
import type { GeneratedTokenLogprob } from "../../core/generate-event.ts";
import { silentLog } from "../../core/log.ts";
import { writeRandomLlama } from "../../testing/tiny-models/random-llama.ts";
import { createLlamaCppEngine } from "./index.ts";

let folder = "";
let model: LoadedModel;
const never = new AbortController().signal;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "repartee-scorer-"));
  await writeRandomLlama(join(folder, "random.gguf"), { seed: 4 });
  const engine = createLlamaCppEngine({ log: silentLog });
  const source = { name: "random", location: join(folder, "random.gguf") };
  model = await engine.load(source, { contextSize: 512, slots: 2, gpuLayers: 0 }, never);
});

afterAll(async () => {
  await model.unload();
  await rm(folder, { recursive: true });
});

/** What the model itself says of the tokens that it picks after a text. */
async function written(text: string, count: number): Promise<readonly GeneratedTokenLogprob[]> {
  const tokens: GeneratedTokenLogprob[] = [];
  const request = {
    id: "write",
    input: { kind: "text" as const, text },
    maxTokens: count,
    logprobs: { top: 3 },
    sampling: { temperature: 0 },
  };
  for await (const event of model.generate(request, never)) {
    if (event.type === "text-delta") tokens.push(...(event.logprobs ?? []));
  }
  return tokens;
}

describe("the tokens of a text", () => {
  test("are as likely as the model said when it wrote them", async () => {
    const start = "The weather today";
    const reply = await written(start, 8);
    const ids = (await model.tokenize?.(start)) ?? [];
    const bytes = reply.flatMap(({ bytes: own }) => [...own]);
    const whole = start + new TextDecoder().decode(Uint8Array.from(bytes));
    const scored = await model.scoreText?.({ id: "score", input: { kind: "text", text: whole }, top: 3 }, never);
    const [first] = reply;
    const after = scored?.tokens[ids.length];
    expect(after?.token).toBe(first?.token);
    expect(after?.logprob).toBeCloseTo(first?.logprob ?? 1, 2);
    expect(after?.top.map(({ token }) => token)).toEqual(first?.top.map(({ token }) => token));
  });

  test("are scored beside replies that are being written, and change none of them", async () => {
    const write = async (): Promise<string> => {
      let text = "";
      const input = { kind: "text", text: "The harbour at night" } as const;
      const request = { id: "beside", input, maxTokens: 120, sampling: { temperature: 0 } };
      for await (const event of model.generate(request, never)) if (event.type === "text-delta") text += event.text;
      return text;
    };
    const score = async (): Promise<unknown> =>
      await model.scoreText?.({ id: "score", input: { kind: "text", text: "one two three four" }, top: 2 }, never);
    const alone = [await write(), await score()];
    const beside = [write(), ...Array.from({ length: 12 }, score)];
    const [text, ...scores] = await Promise.all(beside);
    expect(text).toBe(alone[0]);
    for (const scored of scores) expect(scored).toEqual(alone[1]);
  });

  test("given as ids are read as they are, and the first has no probability", async () => {
    const ids = (await model.tokenize?.("one two three")) ?? [];
    const input = { kind: "text" as const, text: "one two three", tokens: ids };
    const { tokens, usage } = (await model.scoreText?.({ id: "score", input, top: 0 }, never)) ?? {};
    expect(tokens).toHaveLength(ids.length);
    expect(usage?.promptTokens).toBe(ids.length);
    expect(tokens?.[0]).not.toHaveProperty("logprob");
    for (const { logprob, top } of tokens?.slice(1) ?? []) {
      expect(logprob).toBeLessThanOrEqual(0);
      expect(logprob).toBeGreaterThan(-1000);
      expect(top).toEqual([]);
    }
  });

  test("that the model does not have are refused before llama.cpp sees them", async () => {
    const input = { kind: "text" as const, text: "", tokens: [5, 99_999_999] };
    const asked = model.scoreText?.({ id: "score", input, top: 0 }, never);
    await expect(asked).rejects.toMatchObject({ code: "invalid_request", message: /99999999/ });
    await expect(model.detokenize?.([99_999_999])).rejects.toMatchObject({ code: "invalid_request" });
  });

  test("are not scored beyond the window, and not for a caller that left", async () => {
    const input = { kind: "text" as const, text: "word ".repeat(700) };
    await expect(model.scoreText?.({ id: "s", input, top: 0 }, never)).rejects.toMatchObject({
      code: "context_length_exceeded",
    });
    const short = { kind: "text" as const, text: "word" };
    await expect(model.scoreText?.({ id: "s", input: short, top: 0 }, AbortSignal.abort())).rejects.toMatchObject({
      code: "cancelled",
    });
  });
});

describe("a tokenizer", () => {
  test("gives back the text, and the bytes of each token", async () => {
    const text = "Hello <|eot_id|> 日 😀 , is it ? I 'm";
    const ids = (await model.tokenize?.(text)) ?? [];
    const { text: joined, pieces } = (await model.detokenize?.(ids)) ?? { text: "", pieces: [] };
    expect(joined).toBe(text);
    expect(new TextDecoder().decode(Uint8Array.from(pieces.flat()))).toBe(text);
  });

  test("reads control tokens where asked to, and adds the first token", async () => {
    const plain = (await model.tokenize?.("<|eot_id|>")) ?? [];
    const parsed = (await model.tokenize?.("<|eot_id|>", { parseSpecial: true })) ?? [];
    expect(parsed).toHaveLength(1);
    expect(plain.length).toBeGreaterThan(1);
    const whole = (await model.tokenize?.("a", { addSpecial: true })) ?? [];
    expect(whole.length - ((await model.tokenize?.("a")) ?? []).length).toBeLessThanOrEqual(1);
  });

  test("writes a conversation with or without the model's turn", async () => {
    const input = { kind: "chat" as const, messages: [{ role: "user" as const, content: "Hi <|eot_id|>" }] };
    const open = await model.renderPrompt?.(input);
    const closed = await model.renderPrompt?.(input, { addGenerationPrompt: false });
    expect(open).toContain("Hi <|eot_id|>");
    expect(open?.startsWith(closed ?? "none")).toBe(true);
    expect(open).not.toBe(closed);
  });
});
