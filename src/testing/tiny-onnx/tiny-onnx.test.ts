/* Through the real ONNX Runtime, which is what the tiny models are written for; replies are tested with the engine. */
import { mkdtemp, readFile, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AutoModelForCausalLM, AutoTokenizer, env, LogLevel, Tensor } from "@huggingface/transformers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { integer, integers, text } from "../../core/onnx/protobuf.ts";
import { writeTinyBert } from "./write-tiny-bert.ts";
import { writeTinyBlenderbot } from "./write-tiny-blenderbot.ts";
import { writeTinyGpt2 } from "./write-tiny-gpt2.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "repartee-tiny-onnx-"));
  env.allowRemoteModels = false;
  env.logLevel = LogLevel.NONE;
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe("protobuf", () => {
  it("encodes the examples of its documentation", () => {
    expect([...integer(1, 150)]).toEqual([0x08, 0x96, 0x01]);
    expect([...text(2, "testing")]).toEqual([0x12, 0x07, ...Buffer.from("testing")]);
    expect([...integers(6, [3, 270, 86_942])]).toEqual([0x32, 0x06, 0x03, 0x8e, 0x02, 0x9e, 0xa7, 0x05]);
    expect([...integer(1, -1)]).toEqual([0x08, ...Array<number>(9).fill(0xff), 0x01]);
  });
});

describe("tiny ONNX models", () => {
  it.each([
    { name: "gpt2", write: (path: string, seed: number) => writeTinyGpt2(path, { answers: { seed } }) },
    { name: "blenderbot", write: (path: string, seed: number) => writeTinyBlenderbot(path, { answers: { seed } }) },
    { name: "bert", write: (path: string, seed: number) => writeTinyBert(path, { seed }) },
  ])("of one seed are one $name, small; of another seed another", async ({ name, write }) => {
    const paths = [1, 1, 2].map((seed, index) => ({ seed, path: join(folder, `${name}-${index}`) }));
    for (const { seed, path } of paths) await write(path, seed);
    const [graph = ""] = await readdir(join(folder, `${name}-0`, "onnx"));
    const [first, same, other] = await Promise.all(paths.map(({ path }) => readFile(join(path, "onnx", graph))));
    expect(first?.equals(same ?? Buffer.of())).toBe(true);
    expect(first?.equals(other ?? Buffer.of())).toBe(false);
    expect((await stat(join(folder, `${name}-0`, "onnx", graph))).size).toBeLessThan(2e6);
  });

  it("read text of any script back from its tokens", async () => {
    const path = join(folder, "round-trip");
    await writeTinyGpt2(path, { answers: { seed: 1 } });
    const tokenizer = await AutoTokenizer.from_pretrained(path);
    const mixed = "Hello there, the café 🙂 has 3 naïve\n\n\tlines — 你好 don't  stop";
    expect(tokenizer.decode(tokenizer.encode(mixed), { clean_up_tokenization_spaces: false })).toBe(mixed);
    expect(tokenizer.encode(" the")).toHaveLength(1);
  });

  it("see all that a mask shows them, and fail with one that is too short", async () => {
    const path = join(folder, "masked");
    await writeTinyGpt2(path, { answers: { seed: 1 } });
    const model = await AutoModelForCausalLM.from_pretrained(path, { dtype: "fp32", device: "cpu" });
    const row = (...values: number[]): Tensor =>
      new Tensor("int64", BigInt64Array.from(values, BigInt), [1, values.length]);
    const logits = async (mask: Tensor): Promise<number[]> => {
      const outputs = await model.forward({
        input_ids: row(5, 6, 7),
        attention_mask: mask,
        position_ids: row(0, 1, 2),
      });
      return Array.from(outputs.logits.data as Float32Array).slice(-5);
    };
    expect(await logits(row(1, 1, 1))).not.toEqual(await logits(row(0, 1, 1)));
    await expect(logits(row(1, 1))).rejects.toThrow();
    await model.dispose();
  });
});
