import { appendFile, cp, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { readGgufFileInfo } from "node-llama-cpp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { encodeSafetensors } from "../../../../test/support/tiny-gpt2/encode-safetensors.ts";
import { type TinyGpt2, writeTinyGpt2 } from "../../../../test/support/tiny-gpt2/tiny-gpt2.ts";
import { type ConvertOptions, convertToGguf } from "./convert-to-gguf.ts";

const never = new AbortController().signal;
let root = "";
let model: TinyGpt2;
let source = "";
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "repartee-convert-"));
  source = join(root, "source");
  model = await writeTinyGpt2(source, { seed: 2, file: "safetensors", elementType: "F32" });
});
afterAll(async () => rm(root, { recursive: true, force: true }));

let scenes = 0;

/** A folder of its own for each test's outcome. */
function destinationOf(): string {
  scenes += 1;
  return join(root, `destination-${scenes}`);
}

/** A copy of the model with some of its files changed, or taken away. */
async function changed(files: Readonly<Record<string, string | Uint8Array | null>>): Promise<string> {
  scenes += 1;
  const folder = join(root, `changed-${scenes}`);
  await cp(source, folder, { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    if (content === null) await rm(join(folder, name));
    else await writeFile(join(folder, name), content);
  }
  return folder;
}

async function config(change: Readonly<Record<string, unknown>>): Promise<string> {
  const known: object = JSON.parse(await readFile(join(source, "config.json"), "utf8"));
  return JSON.stringify({ ...known, ...change });
}

function convert(options: Partial<ConvertOptions> = {}): ReturnType<typeof convertToGguf> {
  return convertToGguf({
    folder: source,
    destination: destinationOf(),
    quantization: "f16",
    signal: never,
    ...options,
  });
}

describe("conversion", () => {
  test.each([
    { file: "safetensors", elementType: "F16" },
    { file: "torch-zip", elementType: "F32" },
    { file: "torch-zip", elementType: "F16" },
    { file: "torch-legacy", elementType: "F32" },
    { file: "torch-legacy", elementType: "F16" },
    { file: "torch-zip", elementType: "F16", prefixed: false },
    { file: "torch-zip", elementType: "F16", combinedTokenizer: true },
  ] as const)("of %j gives the same bytes as that of safetensors in F32", async (options) => {
    const folder = join(root, `${options.file}-${scenes}`);
    await writeTinyGpt2(folder, { seed: 2, ...options });
    const [expected, found] = await Promise.all([convert(), convert({ folder })]);
    expect(Buffer.compare(await readFile(found.path), await readFile(expected.path))).toBe(0);
  });

  test("writes what llama.cpp wants to know of a GPT-2", async () => {
    const { path } = await convert({ quantization: "q8" });
    const { metadata, fullTensorInfo } = await readGgufFileInfo(path, { sourceType: "filesystem", logWarnings: false });
    expect(new Map<string, unknown>(Object.entries(metadata)).get("gpt2")).toEqual({
      context_length: 128,
      embedding_length: 64,
      block_count: 2,
      feed_forward_length: 256,
      attention: { head_count: 2, layer_norm_epsilon: expect.closeTo(1e-5, 9) },
    });
    expect(metadata.general).toMatchObject({ architecture: "gpt2", file_type: 7 });
    const { ggml } = metadata.tokenizer;
    expect(ggml).toMatchObject({ model: "gpt2", pre: "gpt-2", add_bos_token: false });
    expect(ggml.tokens).toEqual(model.tokens);
    expect([ggml.bos_token_id, ggml.eos_token_id]).toEqual([model.endOfText, model.endOfText]);
    const types: number[] = ggml.token_type ?? [];
    expect(types.flatMap((type, id) => (type === 1 ? [] : [[id, type]]))).toEqual([[model.endOfText, 3]]);
    const tensors = new Map(fullTensorInfo?.map(({ name, dimensions, ggmlType }) => [name, { dimensions, ggmlType }]));
    expect(tensors.size).toBe(28);
    expect(tensors.get("blk.1.attn_qkv.weight")).toEqual({ dimensions: [64, 192], ggmlType: 8 });
    expect(tensors.get("blk.1.attn_qkv.bias")).toEqual({ dimensions: [192], ggmlType: 0 });
    expect(tensors.get("position_embd.weight")).toEqual({ dimensions: [64, 128], ggmlType: 0 });
    expect([...tensors.keys()].filter((name) => /mask|output\.weight$|attn\.bias/.test(name))).toEqual([
      "blk.0.attn_output.weight",
      "blk.1.attn_output.weight",
    ]);
  });

  test.each([
    ["auto", "q8", "Q8_0"],
    ["q8", "q8", "Q8_0"],
    ["q4", "q4", "Q4_0"],
    ["f16", "f16", "F16"],
  ] as const)("with quantization %s tells %s, in the file's name as well", async (quantization, chosen, type) => {
    const converted = await convert({ quantization });
    expect(converted).toMatchObject({ quantization: chosen, tensors: 28 });
    expect(basename(converted.path)).toMatch(new RegExp(`^gpt2-2x64-${type}-[0-9a-f]{20}\\.gguf$`));
    expect(converted.sizeBytes).toBe((await stat(converted.path)).size);
  });

  test("keeps rows at 16 bits that are no whole blocks", async () => {
    const folder = join(root, "narrow");
    await writeTinyGpt2(folder, { seed: 2, file: "safetensors", elementType: "F32", embedding: 40 });
    const { path } = await convert({ folder, quantization: "q8" });
    const { fullTensorInfo } = await readGgufFileInfo(path, { sourceType: "filesystem", logWarnings: false });
    const typeOf = (expected: string): unknown => fullTensorInfo?.find(({ name }) => name === expected)?.ggmlType;
    expect(typeOf("blk.0.ffn_up.weight")).toBe(1);
    expect(typeOf("blk.0.ffn_down.weight")).toBe(8);
  });

  test("that was made is not made again, and one of a changed model is", async () => {
    const destination = destinationOf();
    const first = await convert({ destination });
    await utimes(first.path, 1, 1);
    const progress: number[] = [];
    const again = await convert({ destination, onProgress: (fraction) => progress.push(fraction) });
    expect(again).toEqual(first);
    expect((await stat(first.path)).mtimeMs).toBe(1000);
    expect(progress).toEqual([1]);
    const other = await convert({ destination, folder: await changed({ "config.json": await config({ note: 1 }) }) });
    expect(other.path).not.toBe(first.path);
    const folder = await changed({});
    await appendFile(join(folder, "model.safetensors"), "x");
    expect((await convert({ destination, folder })).path).not.toBe(first.path);
  });

  test("keeps a chat template that tells roles apart, and replaces one that does not", async () => {
    const own = "{% for m in messages %}{{ m['role'] }}: {{ m['content'] }}{% endfor %}";
    const roleless = "{% for m in messages %}{{ m['content'] }}{{ eos_token }}{% endfor %}";
    const templateOf = async (template: string): Promise<unknown> => {
      const folder = await changed({ "tokenizer_config.json": JSON.stringify({ chat_template: template }) });
      const { path } = await convert({ folder });
      const { metadata } = await readGgufFileInfo(path, { sourceType: "filesystem", logWarnings: false });
      return metadata.tokenizer.chat_template;
    };
    expect(await templateOf(own)).toBe(own);
    expect(await templateOf(roleless)).toContain("!= 'system'");
  });

  test("tells its progress, which only grows and ends with 1", async () => {
    const progress: number[] = [];
    await convert({ onProgress: (fraction) => progress.push(fraction) });
    expect(progress.length).toBeGreaterThan(20);
    expect(progress).toEqual(progress.toSorted((one, other) => one - other));
    expect(progress[0]).toBeGreaterThan(0);
    expect(progress.at(-1)).toBe(1);
  });

  test("that is cancelled leaves nothing, whenever that happens", async () => {
    for (const [index, limit] of [0, 0.3, 0.9, 0.999].entries()) {
      const destination = join(root, `cancelled-${index}`);
      const cancel = new AbortController();
      const onProgress = (fraction: number): void => {
        if (fraction >= limit) cancel.abort();
      };
      const refused = expect(convert({ destination, onProgress, signal: cancel.signal })).rejects;
      await refused.toMatchObject({ code: "cancelled" });
      expect(await readdir(destination)).toEqual([]);
    }
    await expect(convert({ signal: AbortSignal.abort() })).rejects.toMatchObject({ code: "cancelled" });
  });

  test("removes what a killed one left, and leaves alone what another still writes", async () => {
    const destination = destinationOf();
    const { path } = await convert({ destination });
    await rm(path);
    const parts = ["1-aaaaaaaa", "2-bbbbbbbb"].map((part) => `${path}.${part}.part`);
    for (const part of parts) await writeFile(part, "half a model");
    await utimes(parts[0] ?? "", 1, 1);
    await convert({ destination });
    expect(await readdir(destination)).toEqual([basename(path), basename(parts[1] ?? "")].toSorted());
  });

  test("of one model twice at once gives one file", async () => {
    const destination = destinationOf();
    const [one, other] = await Promise.all([convert({ destination }), convert({ destination })]);
    expect(one).toEqual(other);
    expect(await readdir(destination)).toEqual([basename(one.path)]);
  });
});

describe("refused conversion", () => {
  const weightsWithout = (name: string): Uint8Array =>
    encodeSafetensors(
      [...model.weights.values()].filter((tensor) => tensor.name !== name),
      "F32",
    );
  const weightsWith = (name: string, shape: readonly number[], value = 1): Uint8Array => {
    const length = shape.reduce((product, size) => product * size, 1);
    const others = [...model.weights.values()].filter((tensor) => tensor.name !== name);
    return encodeSafetensors([...others, { name, shape, values: new Float32Array(length).fill(value) }], "F32");
  };

  test.each([
    ["config.json", "model_file_missing", /no config\.json/],
    ["model.safetensors", "model_file_missing", /no model\.safetensors or pytorch_model\.bin/],
    ["merges.txt", "model_file_missing", /no vocab\.json with merges\.txt/],
  ])("of a folder without %s names it", async (name, code, message) => {
    const refused = convert({ folder: await changed({ [name]: null }) });
    await expect(refused).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });

  test("of a folder that is not there says so", async () => {
    await expect(convert({ folder: join(root, "nowhere") })).rejects.toMatchObject({ code: "model_file_missing" });
  });

  test.each([
    [{ model_type: "llama", architectures: [] }, "model_load_failed", /expected the kind gpt2 or bert, got "llama"/],
    [
      { activation_function: "relu" },
      "model_load_failed",
      /activation_function: expected one of "gelu_new", .*, got "relu"/,
    ],
    [
      { scale_attn_by_inverse_layer_idx: true },
      "model_load_failed",
      /scale_attn_by_inverse_layer_idx: expected false, got true/,
    ],
    [{ n_head: 3 }, "model_file_invalid", /n_head: expected a divisor of n_embd, which is 64, got 3/],
    [{ n_layer: 1e9 }, "model_file_invalid", /n_layer: expected a whole number from 1 to 512, got 1000000000/],
    [{ n_layer: 3 }, "model_file_invalid", /"h\.2\.ln_1\.weight" is missing/],
    [{ n_layer: 1 }, "model_file_invalid", /"h\.1\.ln_1\.weight" is none of a GPT-2/],
    [{ vocab_size: 900 }, "model_file_invalid", /"wte\.weight": expected \[900, 64\], got \[857, 64\]/],
    [{ vocab_size: 100 }, "model_file_invalid", /no id below the model's vocabulary of 100/],
  ])("of a model with %j says why", async (change, code, message) => {
    const destination = destinationOf();
    const refused = convert({ destination, folder: await changed({ "config.json": await config(change) }) });
    await expect(refused).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
    expect(await readdir(destination).catch(() => [])).toEqual([]);
  });

  test.each([
    ["one tensor missing", () => weightsWithout("ln_f.bias"), /"ln_f\.bias" is missing/],
    ["a tensor of another model", () => weightsWith("score.weight", [2, 64]), /"score\.weight" is none of a GPT-2/],
    [
      "a tensor the wrong way round",
      () => weightsWith("h.0.mlp.c_fc.weight", [256, 64]),
      /expected \[64, 256\], got \[256, 64\]/,
    ],
    ["a weight that is no number", () => weightsWith("ln_f.bias", [64], Number.NaN), /finite/],
  ])("of weights with %s says which", async (_, weights, message) => {
    const destination = destinationOf();
    const refused = convert({ destination, folder: await changed({ "model.safetensors": weights() }) });
    await expect(refused).rejects.toMatchObject({
      code: "model_file_invalid",
      message: expect.stringMatching(message),
    });
    expect(await readdir(destination)).toEqual([]);
  });

  test.each([
    ["vocab.json", "{", /vocab\.json: expected JSON/],
    ["vocab.json", '{"a": 900}', /token "a" has no id below/],
    ["vocab.json", '{"a": 0, "b": 0}', /two tokens have the id 0/],
    ["vocab.json", '{"a": 0}', /no token that ends a text/],
    ["merges.txt", "a b c", /\[0\]: expected a pair of tokens, got "a b c"/],
  ])("of a tokenizer whose %s is %s says why", async (name, content, message) => {
    const refused = convert({ folder: await changed({ [name]: content }) });
    await expect(refused).rejects.toMatchObject({
      code: "model_file_invalid",
      message: expect.stringMatching(message),
    });
  });

  test("for a folder that cannot be written says so", async () => {
    const file = join(root, "a-file");
    await writeFile(file, "");
    await expect(convert({ destination: join(file, "inside") })).rejects.toMatchObject({ code: "model_load_failed" });
  });
});
