import { mkdtemp, mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  ggufBytes,
  ggufFields,
  smallModelEntries,
  smallModelTensors,
  uint32Entry,
} from "../../../../../test/support/hostile-gguf/gguf-bytes.ts";
import { writeRandomLlama } from "../../../../testing/tiny-models/random-llama.ts";
import { inspectModelFile } from "./inspect-model-file.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "repartee-inspect-"));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe("inspectModelFile", () => {
  test("a real model's facts are those it was written with", async () => {
    const path = join(folder, "tiny.gguf");
    await writeRandomLlama(path, {
      seed: 3,
      layers: 3,
      embedding: 64,
      heads: 4,
      keyValueHeads: 2,
      feedForward: 96,
      contextLength: 512,
    });
    const summary = await inspectModelFile(path);
    expect(summary).toMatchObject({
      version: 3,
      architecture: "llama",
      name: "tiny-random-llama",
      quantization: "F16",
      contextLength: 512,
      blockCount: 3,
      embeddingLength: 64,
      feedForwardLength: 96,
      headCount: 4,
      headCountKv: 2,
      headCountKvTotal: 6,
      keyLength: 16,
      valueLength: 16,
      tokenizerModel: "gpt2",
      hasChatTemplate: true,
    });
    const { vocabularySize, parameterCount, weights } = summary;
    const perLayer = 64 + 64 * 64 + 2 * 64 * 32 + 64 * 64 + 64 + 3 * 64 * 96;
    expect(parameterCount).toBe(2 * 64 * vocabularySize + 64 + 3 * perLayer);
    expect(weights.embeddingBytes).toBe(2 * 64 * vocabularySize);
    expect(weights.embeddingBytes + weights.layerBytes + weights.outputBytes).toBe(weights.totalBytes);
    expect(summary).not.toHaveProperty("split");
    expect(summary).not.toHaveProperty("slidingWindow");
  });

  test("heads that differ by layer are summed", async () => {
    const path = join(folder, "small.gguf");
    await writeFile(path, ggufBytes(ggufFields()));
    const summary = await inspectModelFile(path);
    expect(summary).toMatchObject({ headCountKv: 2, headCountKvTotal: 3, keyLength: 8, quantization: "F32" });
  });

  test("a file that is not there is called missing", async () => {
    await expect(inspectModelFile(join(folder, "nowhere.gguf"))).rejects.toMatchObject({
      code: "model_file_missing",
      message: expect.stringContaining("there is no such file"),
    });
  });

  test.skipIf(process.platform === "win32")("a link that leads to itself is called one", async () => {
    const path = join(folder, "loop.gguf");
    await symlink("loop.gguf", path);
    await expect(inspectModelFile(path)).rejects.toMatchObject({
      code: "model_file_missing",
      message: expect.stringContaining("its links lead in a circle"),
    });
  });

  test("a folder is called a folder", async () => {
    const path = join(folder, "folder.gguf");
    await mkdir(path);
    await expect(inspectModelFile(path)).rejects.toMatchObject({ code: "model_file_missing" });
  });
});

describe("a split model", () => {
  /** Two parts, the first with all metadata and one tensor, the second with two. */
  async function writeParts(
    stem: string,
    change: { readonly number?: number; readonly total?: number } = {},
  ): Promise<string[]> {
    const [first, ...others] = smallModelTensors;
    if (first === undefined) throw new Error("The small model has no tensors");
    const total = change.total ?? 3;
    const place = (index: number) => [
      uint32Entry("split.count", 2),
      uint32Entry("split.no", index),
      uint32Entry("split.tensors.count", total),
    ];
    const parts = [
      ggufBytes(ggufFields([...smallModelEntries, ...place(0)], [first]), 4096),
      ggufBytes(
        ggufFields(
          place(change.number ?? 1),
          others.map((tensor, index) => ({ ...tensor, offset: index * 4096 })),
        ),
        8192,
      ),
    ];
    const paths = parts.map((_, index) => join(folder, `${stem}-0000${index + 1}-of-00002.gguf`));
    for (const [index, path] of paths.entries()) await writeFile(path, parts[index] ?? "");
    return paths;
  }

  test("is described as one, with the sizes of all parts", async () => {
    const [first = ""] = await writeParts("whole");
    const summary = await inspectModelFile(first);
    expect(summary.split).toEqual({ count: 2, files: ["whole-00001-of-00002.gguf", "whole-00002-of-00002.gguf"] });
    expect(summary.parameterCount).toBe(3 * 32 * 32);
    expect(summary.sizeBytes).toBeGreaterThan(3 * 4096);
  });

  test("is refused by the name of the part that is missing", async () => {
    const [first = "", second = ""] = await writeParts("gap");
    await rm(second);
    await expect(inspectModelFile(first)).rejects.toMatchObject({
      code: "model_file_missing",
      message: expect.stringContaining("gap-00002-of-00002.gguf"),
    });
  });

  test("is refused from its second part, naming the first", async () => {
    const [, second = ""] = await writeParts("second");
    await expect(inspectModelFile(second)).rejects.toMatchObject({
      message: expect.stringContaining("second-00001-of-00002.gguf"),
      facts: { check: "split-part" },
    });
  });

  test.each([
    { what: "a part in another's place", change: { number: 0 }, check: "split-part" },
    { what: "tensors missing", change: { total: 4 }, check: "tensor-count" },
  ])("is refused with $what", async ({ change, check }) => {
    const [first = ""] = await writeParts(`bad-${check}`, change);
    await expect(inspectModelFile(first)).rejects.toMatchObject({ code: "model_file_invalid", facts: { check } });
  });

  test("is refused under a name without numbers", async () => {
    const [first = ""] = await writeParts("renamed");
    const { rename } = await import("node:fs/promises");
    const path = join(folder, "my-model.gguf");
    await rename(first, path);
    await expect(inspectModelFile(path)).rejects.toMatchObject({
      facts: { check: "split-part", found: "my-model.gguf" },
    });
  });
});
