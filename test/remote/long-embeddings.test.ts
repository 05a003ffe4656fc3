import { expect, test } from "vitest";
import { createRepartee } from "../../src/index.ts";
import { startFakeOllama } from "../../src/testing/fake-ollama/fake-ollama.ts";

test("a text that another server finds too long is split there too, and its neighbours are as they were", async () => {
  await using ollama = await startFakeOllama();
  await using repartee = await createRepartee({ model: "ollama:embedder", ollamaHost: ollama.url });
  const long = "far too long ".repeat(5000);
  const { vectors, usage } = await repartee.embed({ texts: ["first", long, "last"] });
  expect(vectors).toHaveLength(3);
  for (const vector of vectors) expect(Math.hypot(...vector)).toBeCloseTo(1, 4);
  // Where a text is cut, the white space may count as a word of its own.
  expect(usage.promptTokens - (1 + 15_000 + 1)).toBeGreaterThanOrEqual(0);
  expect(usage.promptTokens - (1 + 15_000 + 1)).toBeLessThan(8);
  const alone = await repartee.embed({ texts: ["first", "last"] });
  expect([vectors[0], vectors[2]]).toEqual([...alone.vectors]);
});
