/** Three real models in processes of their own take turns in memory for two. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { expect, test } from "vitest";
import { createApp, type App } from "../../src/app.ts";
import { configFromOptions } from "../../src/config/index.ts";
import { silentLog } from "../../src/core/log.ts";
import { collectReply } from "../../src/serving/collect-reply.ts";
import { writeScriptedLlama } from "../../src/testing/index.ts";
import { isRunning } from "../runners/until.ts";

/** Models of 31 MB, with their processes estimated at 155 MB each. There is room for two, and not for a third. */
const idleMegabytes = 24;
const memoryBudget = 350_000_000;

const scripts: Readonly<Record<string, string>> = {
  one: "One river runs down to the wide and quiet sea.",
  two: "Two birds sat upon a fence and sang at dawn.",
  three: "Three old friends met again under the apple tree.",
};
const names = Object.keys(scripts);

async function withModels(use: (app: App) => Promise<void>, preload: boolean = false): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "repartee-eviction-"));
  try {
    const models = await Promise.all(
      names.map(async (name) => {
        const reference = join(folder, `${name}.gguf`);
        await writeScriptedLlama(reference, { script: scripts[name] ?? "", idleMegabytes });
        return { name, reference };
      }),
    );
    const config = configFromOptions({
      models,
      memoryBudget,
      preload,
      contextSize: 512,
      slots: 2,
      threads: 1,
      gpuLayers: 0,
      // What is tested is who makes room for whom, not how fast this machine loads beside others.
      loadStallTimeoutMs: 110_000,
      firstTokenTimeoutMs: 110_000,
    });
    await using app = await createApp(config, { log: silentLog });
    await use(app);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function ask(app: App, model: string, requestId: string) {
  const generate = {
    input: { kind: "chat", messages: [{ role: "user", content: "Go on" }] },
    sampling: { temperature: 0 },
  } as const;
  return collectReply(
    app.serving.reply({ requestId, models: [model], generate, fallback: "none" }, new AbortController().signal),
  );
}

test("models under load take turns: no request fails, none is cut, and the evicted process is gone", async () => {
  await withModels(async (app) => {
    const seen = new Map<number, string>();
    let most = 0;
    let evictedAlive = 0;
    function look(): void {
      const running = app.pool.running().filter(({ state }) => state !== "waiting");
      most = Math.max(most, running.length);
      const present = new Set(running.flatMap(({ processId }) => processId ?? []));
      for (const { name, processId } of running) if (processId !== undefined) seen.set(processId, name);
      for (const pid of seen.keys()) if (!present.has(pid) && isRunning(pid)) evictedAlive += 1;
    }
    const sampling = setInterval(look, 10);
    // Each asks for the models in another order, so that some model is always wanted that is not there.
    const replies = await Promise.all(
      names.map(async (_, caller) => {
        const told: { readonly expected: string | undefined; readonly text: string; readonly complete: boolean }[] = [];
        for (let turn = 0; turn < 4; turn += 1) {
          const name = names[(caller + turn) % names.length] ?? "";
          const twins = await Promise.all(["a", "b"].map((twin) => ask(app, name, `${caller}.${turn}.${twin}`)));
          told.push(...twins.map(({ text, complete }) => ({ expected: scripts[name], text, complete })));
        }
        return told;
      }),
    ).finally(() => clearInterval(sampling));
    look();

    expect(replies.flat()).toHaveLength(24);
    for (const { expected, text, complete } of replies.flat()) expect([text, complete]).toEqual([expected, true]);
    expect(most).toBe(2);
    expect(evictedAlive).toBe(0);
    expect(new Set(seen.values())).toEqual(new Set(names));
    const present = app.pool.running().flatMap(({ processId }) => processId ?? []);
    expect(present).toHaveLength(2);
    for (const pid of seen.keys()) expect([pid, isRunning(pid)]).toEqual([pid, present.includes(pid)]);
    expect(app.pool.memory().usedBytes).toBeLessThanOrEqual(memoryBudget);
    const { body } = await app.metrics.render();
    const evictions = [...body.matchAll(/^repartee_model_evictions_total\{.*reason="memory"\} (\d+)$/gm)];
    expect(evictions.reduce((sum, [, count]) => sum + Number(count), 0)).toBe(seen.size - present.length);
  });
}, 120_000);

test("models that are preloaded at start do not make one another go: what has no room waits for a request", async () => {
  await withModels(async (app) => {
    app.preload();
    const states = (): readonly string[] => app.pool.list().map(({ state }) => state);
    const deadline = performance.now() + 60_000;
    while (states().includes("loading") && performance.now() < deadline) await setTimeout(20);
    expect(states()).toEqual(["ready", "ready", "unloaded"]);
    expect((await app.metrics.render()).body).not.toMatch(/^repartee_model_evictions_total\{/m);
    expect((await ask(app, "three", "later")).text).toBe(scripts["three"]);
  }, true);
}, 120_000);
