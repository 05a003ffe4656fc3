import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { createApp, type App } from "../../src/app.ts";
import { configFromOptions } from "../../src/config/index.ts";
import { createEventQueue } from "../../src/core/event-queue.ts";
import { isRecord } from "../../src/core/is-record.ts";
import { silentLog } from "../../src/core/log.ts";
import type { ReadAheadResult } from "../../src/core/read-ahead.ts";
import { writeRandomLlama } from "../../src/testing/tiny-models/random-llama.ts";

let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "repartee-read-ahead-"));
  await writeRandomLlama(join(folder, "tiny.gguf"), { seed: 2 });
});

afterAll(() => rm(folder, { recursive: true }));

interface Started {
  readonly app: App;
  readonly url: string;
  /** What came of each prompt that was read ahead, in order. */
  readonly ahead: AsyncIterator<ReadAheadResult>;
}

async function start(): Promise<Started> {
  const results = createEventQueue<ReadAheadResult>({});
  const log = {
    ...silentLog,
    debug(fields: unknown, message: string) {
      if (message === "persona's prompt was read ahead" && isRecord(fields)) {
        results.push(fields as unknown as ReadAheadResult);
      }
    },
  };
  const config = configFromOptions({
    ...{ model: join(folder, "tiny.gguf"), port: 0, contextSize: 2048, gpuLayers: 0, replyGate: false },
    ...{ databasePath: ":memory:", cacheDir: join(folder, "cache"), preload: false, slots: 4 },
  });
  const app = await createApp(config, { log });
  onTestFinished(() => app.close());
  const { url } = await app.listen();
  return { app, url, ahead: results[Symbol.asyncIterator]() };
}

async function respond(url: string, text: string): Promise<{ prompt: number; cached: number }> {
  const response = await fetch(`${url}/api/respond`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ text, max_tokens: 4 }),
  });
  const { usage } = (await response.json()) as { usage: { prompt_tokens: number; cached_tokens: number } };
  return { prompt: usage.prompt_tokens, cached: usage.cached_tokens };
}

const sad = "My dog died yesterday and I am so sad";

test("the first user of a persona finds its prompt in a cache once the model is loaded", async () => {
  const { app, url, ahead } = await start();
  expect(app.pool.state("tiny")).toBe("unloaded");
  await app.pool.load("tiny", { signal: new AbortController().signal });
  const { value: felt } = await ahead.next();
  const { value: neutral } = await ahead.next();
  expect(felt.readTokens).toBe(felt.promptTokens);
  // What both begin with was copied.
  expect(neutral.readTokens).toBeLessThan(neutral.promptTokens);
  expect(app.pool.status("tiny")?.leases).toBe(0);

  const first = await respond(url, sad);
  expect(first.cached).toBe(felt.promptTokens);
  const other = await respond(url, "I am peeling carrots.");
  expect(other.cached).toBe(neutral.promptTokens);
  expect(other.prompt - other.cached).toBeLessThan(30);
});

test("a first request that causes the load is not kept waiting: the prompt is read when it was answered", async () => {
  const { url, ahead } = await start();
  // While the model's size is unknown, it is asked with the long prompt.
  const { prompt, cached } = await respond(url, sad);
  const { value: felt } = await ahead.next();
  expect(prompt).toBeGreaterThan(felt.promptTokens);
  expect(cached).toBeLessThan(felt.promptTokens);
  expect((await respond(url, sad)).cached).toBe(felt.promptTokens);
});
