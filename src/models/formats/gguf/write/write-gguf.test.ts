import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readGgufFileInfo } from "node-llama-cpp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { encodeWeights } from "./encode-weights.ts";
import { bool, encodeMetadataEntry, float32, int32s, string, strings, uint32 } from "./metadata.ts";
import { tensorByteLength } from "./tensor-type.ts";
import { writeGguf } from "./write-gguf.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "repartee-gguf-"));
});
afterAll(async () => rm(folder, { recursive: true, force: true }));

/* A reader of others, so that the same mistake cannot be in both. */
function read(path: string) {
  return readGgufFileInfo(path, { readTensorInfo: true, logWarnings: false, sourceType: "filesystem" });
}

describe("writeGguf", () => {
  test("metadata of every kind comes back as it was", async () => {
    const path = join(folder, "metadata.gguf");
    await writeGguf(path, {
      metadata: {
        "general.architecture": string("llama"),
        "general.name": string("naïve 🙂"),
        "test.count": uint32(4_000_000_000),
        "test.ratio": float32(0.5),
        "test.flag": bool(true),
        "test.words": strings(["a", "", "Ġb"]),
        "test.kinds": int32s([1, -3]),
        "test.small": { type: "uint8", value: 255 },
        "test.signed": { type: "int16", value: -32_768 },
        "test.large": { type: "uint64", value: 2 ** 40 },
        "test.negative": { type: "int64", value: -5 },
        "test.precise": { type: "float64", value: 0.1 },
      },
      tensors: [],
    });
    const { metadata, version } = await read(path);
    expect(version).toBe(3);
    expect(metadata.general).toMatchObject({ architecture: "llama", name: "naïve 🙂", alignment: 32 });
    expect(new Map<string, unknown>(Object.entries(metadata)).get("test")).toEqual({
      count: 4_000_000_000,
      ratio: 0.5,
      flag: true,
      words: ["a", "", "Ġb"],
      kinds: [1, -3],
      small: 255,
      signed: -32_768,
      large: 2n ** 40n,
      negative: -5n,
      precise: 0.1,
    });
  });

  test("tensors lie at their aligned places, zeros between them, whatever the size of the chunks", async () => {
    const path = join(folder, "tensors.gguf");
    const weights = Float32Array.of(1, 2, 3, 4, 5);
    const bytes = encodeWeights("F32", weights);
    await writeGguf(path, {
      metadata: { "general.architecture": string("llama") },
      tensors: [
        { name: "first", type: "F32", shape: [5], data: () => [bytes.subarray(0, 3), bytes.subarray(3)] },
        { name: "idle", type: "Q8_0", shape: [32, 3], data: "zeros" },
        { name: "last", type: "F32", shape: [5, 1], data: () => [bytes] },
      ],
    });
    const info = await read(path);
    const file = await readFile(path);
    const tensors = info.fullTensorInfo ?? [];
    expect(tensors.map(({ name, dimensions, offset }) => ({ name, dimensions, offset }))).toEqual([
      { name: "first", dimensions: [5], offset: 0 },
      { name: "idle", dimensions: [32, 3], offset: 32 },
      { name: "last", dimensions: [5, 1], offset: 160 },
    ]);
    const start = file.length - 192;
    expect(start % 32).toBe(0);
    expect(file.subarray(start, start + 20)).toEqual(Buffer.from(bytes));
    expect(file.subarray(start + 20, start + 160).every((byte) => byte === 0)).toBe(true);
    expect(file.subarray(start + 160, start + 180)).toEqual(Buffer.from(bytes));
  });

  test.each([
    { reason: "too short", chunks: [new Uint8Array(15)] },
    { reason: "too long", chunks: [new Uint8Array(16), new Uint8Array(1)] },
  ])("data that is $reason is refused and leaves no file", async ({ chunks }) => {
    const content = { metadata: {}, tensors: [{ name: "w", type: "F32", shape: [4], data: () => chunks } as const] };
    await expect(writeGguf(join(folder, "refused.gguf"), content)).rejects.toThrow(/"w" .* needs 16 bytes/);
    expect(await readdir(folder)).not.toContain("refused.gguf");
  });
});

describe("encodeMetadataEntry", () => {
  test("an entry is its key, its type and its little-endian value", () => {
    const bytes = encodeMetadataEntry("ab", uint32(258));
    expect([...bytes]).toEqual([2, 0, 0, 0, 0, 0, 0, 0, 0x61, 0x62, 4, 0, 0, 0, 2, 1, 0, 0]);
  });

  test("a number that does not fit its type is refused", () => {
    expect(() => encodeMetadataEntry("a", uint32(-1))).toThrow(RangeError);
  });
});

describe("tensorByteLength", () => {
  test.each([
    ["F32", [3, 2], 24],
    ["F16", [3, 2], 12],
    ["Q8_0", [64, 2], 136],
    ["Q4_K", [256, 2], 288],
    ["Q6_K", [512], 420],
  ] as const)("%s of shape %j takes %i bytes", (type, shape, bytes) => {
    expect(tensorByteLength(type, shape)).toBe(bytes);
  });

  test("rows that are not whole blocks, and dimensions that are none, are refused", () => {
    expect(() => tensorByteLength("Q4_K", [128, 2])).toThrow(/blocks of 256/);
    expect(() => tensorByteLength("F32", [0])).toThrow(/positive dimensions/);
    expect(() => tensorByteLength("F32", [])).toThrow(/positive dimensions/);
  });
});
