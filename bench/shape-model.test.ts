import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getLlama, LlamaLogLevel } from "node-llama-cpp";
import { expect, test } from "vitest";

import { writeShapeModel } from "./shape-model.ts";

test("a shape model loads with its shape and generates varied words without end", async () => {
  const folder = await mkdtemp(join(tmpdir(), "repartee-shape-model-"));
  const path = join(folder, "shape.gguf");
  const llama = await getLlama({ build: "never", gpu: false, maxThreads: 1, logLevel: LlamaLogLevel.error });
  try {
    await writeShapeModel(path, {
      layers: 3,
      embedding: 256,
      heads: 4,
      keyValueHeads: 4,
      feedForward: 512,
      contextLength: 4096,
      vocabularySize: 5000,
      ropeBase: 500_000,
    });
    const model = await llama.loadModel({ modelPath: path });
    expect(model.trainContextSize).toBe(4096);
    expect(model.fileInfo.metadata.tokenizer?.ggml.tokens).toHaveLength(5000);
    const context = await model.createContext({ contextSize: 256, threads: 1 });
    const words = new Set<string>();
    let count = 0;
    const options = { temperature: 0.8, seed: 3 };
    for await (const token of context.getSequence().evaluate(model.tokenize("hello there"), options)) {
      words.add(model.detokenize([token]));
      if (++count === 100) break;
    }
    expect(count).toBe(100);
    expect(words.size).toBeGreaterThan(20);
  } finally {
    await llama.dispose();
    await rm(folder, { recursive: true, force: true });
  }
});
