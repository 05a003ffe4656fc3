/** What cannot be loaded says why and what to do; who may have a written reply still gets one. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createApp, type App } from "../../src/app.ts";
import { configFromOptions } from "../../src/config/index.ts";
import type { ErrorCode } from "../../src/core/errors.ts";
import { silentLog } from "../../src/core/log.ts";
import { collectReply } from "../../src/serving/collect-reply.ts";
import { writeRandomLlama } from "../../src/testing/index.ts";
import { startHubServer, type HubServer } from "../support/hub-server/index.ts";

let app: App;
let folder = "";
let hub: HubServer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "repartee-refused-"));
  const good = join(folder, "good.gguf");
  await writeRandomLlama(good, { seed: 5 });
  const content = await readFile(good);
  await writeFile(join(folder, "corrupt.gguf"), content.subarray(0, 1500));
  hub = await startHubServer({
    repositories: [{ id: "acme/gated", gatedFor: ["let-in"], files: [{ name: "a-Q8_0.gguf", content }] }],
  });
  app = await createApp(
    configFromOptions({
      models: [
        { name: "missing-file", reference: join(folder, "gone.gguf") },
        { name: "missing", reference: "hf:acme/nowhere:a-Q8_0.gguf" },
        { name: "gated", reference: "hf:acme/gated:a-Q8_0.gguf" },
        { name: "corrupt", reference: join(folder, "corrupt.gguf") },
        { name: "too-large", reference: good },
      ],
      hubUrl: hub.url,
      cacheDir: join(folder, "cache"),
      preload: false,
      gpuLayers: 0,
      // A process with a model takes about 100 MB, however small the model.
      memoryBudget: 50_000_000,
    }),
    { log: silentLog },
  );
});
afterAll(async () => {
  await app.close();
  await hub.close();
  await rm(folder, { recursive: true, force: true });
});

interface Refused {
  readonly name: string;
  readonly code: ErrorCode;
  readonly message: RegExp;
  readonly hint: RegExp;
}

const refused: readonly Refused[] = [
  { name: "missing-file", code: "model_file_missing", message: /gone\.gguf/, hint: /Check the path/ },
  { name: "missing", code: "repository_not_found", message: /acme\/nowhere/, hint: /HUGGINGFACE_TOKEN|name|owner/ },
  {
    name: "gated",
    code: "model_gated",
    message: /the model is gated/,
    hint: /Accept the licence at .*HUGGINGFACE_TOKEN/,
  },
  { name: "corrupt", code: "model_file_invalid", message: /corrupt\.gguf/, hint: /again|whole/ },
  {
    name: "too-large",
    code: "insufficient_memory",
    message: /it needs 1\d\d MB, the memory budget is 50 MB/,
    hint: /Raise memory_budget/,
  },
];

test("each kind of load that cannot go well has its own code, message and next action", () => {
  expect(new Set(refused.map(({ code }) => code)).size).toBe(refused.length);
});

test.each(refused)(
  "a model that is $name is refused as $code, and a written reply is still given",
  async (expected) => {
    const { name, code, message, hint } = expected;
    const signal = new AbortController().signal;
    await expect(app.pool.load(name, { signal })).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
      hint: expect.stringMatching(hint),
    });
    expect(app.pool.status(name)).toMatchObject({ state: "failed", failure: { code } });

    const generate = { input: { kind: "chat", messages: [{ role: "user", content: "Hello" }] } } as const;
    const ask = (fallback: "template" | "none") =>
      collectReply(app.serving.reply({ requestId: `${name}-${fallback}`, models: [name], generate, fallback }, signal));
    expect(await ask("template")).toMatchObject({ source: "template", reason: code, complete: true });
    await expect(ask("none")).rejects.toMatchObject({ code, hint: expect.stringMatching(hint) });
  },
);
