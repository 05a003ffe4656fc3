/** A tiny BERT with the layer that turns a query and a document into one score, as rerankers in GGUF files have it. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { openCheckpoint } from "../../../src/models/formats/checkpoint/open-checkpoint.ts";
import { familyOf } from "../../../src/models/formats/convert/model-family.ts";
import { findModelFiles } from "../../../src/models/formats/convert/model-folder.ts";
import { uint32 } from "../../../src/models/formats/gguf/write/metadata.ts";
import { writeGguf, type Tensor } from "../../../src/models/formats/gguf/write/write-gguf.ts";
import { createSeededRandom } from "../../../src/testing/tiny-models/seeded-random.ts";
import { writeTinyBert } from "./tiny-bert.ts";

/** llama.cpp's number for "one score for the whole input". */
const rankPooling = 4;

/** @returns the path of the GGUF file, inside `folder`. */
export async function writeTinyReranker(folder: string, seed: number): Promise<string> {
  const source = join(folder, "source");
  const { embedding } = await writeTinyBert(source, { seed });
  const files = await findModelFiles(source);
  const description: Record<string, never> = JSON.parse(await readFile(files.config, "utf8"));
  const family = familyOf(description);
  if (family === undefined) throw new Error("a tiny BERT is of no family");
  const { content } = await family.plan(files, description);
  const path = join(folder, "reranker.gguf");
  await using checkpoint = await openCheckpoint(files.weights, "tiny");
  const base = await content(checkpoint, { quantization: "f16", signal: new AbortController().signal });
  const random = createSeededRandom(seed);
  const drawn = (name: string, shape: readonly number[], deviation: number): Tensor => ({
    name,
    type: "F32",
    shape,
    data: () => {
      const count = shape.reduce((product, size) => product * size, 1);
      const values = Float32Array.from({ length: count }, () => deviation * random.normal());
      return [new Uint8Array(values.buffer)];
    },
  });
  await writeGguf(path, {
    metadata: { ...base.metadata, "bert.pooling_type": uint32(rankPooling) },
    tensors: [
      ...base.tensors,
      drawn("cls.weight", [embedding, embedding], 0.2),
      drawn("cls.bias", [embedding], 0.1),
      drawn("cls.output.weight", [embedding, 1], 0.3),
      drawn("cls.output.bias", [1], 0.1),
    ],
  });
  return path;
}
