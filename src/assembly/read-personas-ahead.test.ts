import { join } from "node:path";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { builtInPersonas } from "../chat/persona/built-in-folder.ts";
import { loadPersonas } from "../chat/persona/load-personas.ts";
import type { PersonaStore } from "../chat/persona/persona-store.ts";
import { configFromOptions } from "../config/index.ts";
import type { LoadedModel } from "../core/engine.ts";
import { ReparteeError } from "../core/errors.ts";
import { silentLog } from "../core/log.ts";
import { silentObserver } from "../core/observer.ts";
import { untilAborted } from "../core/until-aborted.ts";
import { createModelPool, type EditableModelPool } from "../models/pool/create-model-pool.ts";
import { createFakeClock, createFakeEngine, type FakeClock } from "../testing/index.ts";
import { readPersonasAhead } from "./read-personas-ahead.ts";

const wait = { signal: new AbortController().signal };
let personas: Pick<PersonaStore, "get">;

beforeAll(async () => {
  const { files } = await loadPersonas([builtInPersonas()]);
  personas = {
    async get(name) {
      const found = files.find(({ persona }) => persona.name === name);
      if (found === undefined) throw new ReparteeError("persona_not_found", `Cannot find persona "${name}"`);
      return found.persona;
    },
  };
});

interface Scene {
  readonly pool: EditableModelPool;
  readonly clock: FakeClock;
  /** What was logged, in order. */
  readonly logged: readonly string[];
  /** Resolves with the next line of the log. */
  nextLog(): Promise<string>;
}

/** A pool of two models that read ahead as `readAhead` says; `a` is the default one. */
function createScene(readAhead: LoadedModel["readAhead"], persona = "ollie"): Scene {
  const clock = createFakeClock();
  const engine = createFakeEngine({ models: { a: {}, b: {} }, clock });
  const logged: string[] = [];
  const listeners: ((line: string) => void)[] = [];
  const note = (line: string): void => {
    logged.push(line);
    for (const listener of listeners.splice(0)) listener(line);
  };
  const log = {
    ...silentLog,
    debug: (_facts: unknown, message: string) => note(`debug: ${message}`),
    warn: (_facts: unknown, message: string) => note(`warn: ${message}`),
  };
  const entries = ["a", "b"].map((name) => ({
    name,
    engine: {
      id: engine.id,
      async load(...given: Parameters<typeof engine.load>): Promise<LoadedModel> {
        const model = await engine.load(...given);
        return readAhead === undefined ? model : { ...model, readAhead };
      },
    },
    source: { name, location: "" },
    options: {},
    createdSeconds: 0,
  }));
  const pool = createModelPool({ entries, observer: silentObserver, log: silentLog, clock, keepAliveMs: 1_000 });
  onTestFinished(() => pool[Symbol.asyncDispose]());
  readPersonasAhead(configFromOptions({ cacheDir: "/cache" }), {
    pool,
    chat: async () => ({ personas, defaultPersona: persona }),
    defaultModel: () => "a",
    log,
  });
  return { pool, clock, logged, nextLog: () => new Promise((resolve) => listeners.push(resolve)) };
}

const nothing = { promptTokens: 0, readTokens: 0, restoredTokens: 0 };

test("the default model reads the persona's prompts one after the other when it is loaded, and no other does", async () => {
  const folders: (string | undefined)[] = [];
  let running = 0;
  const scene = createScene(async ({ prompts, keep }) => {
    expect((running += 1)).toBe(1);
    expect(prompts.length).toBeGreaterThanOrEqual(2);
    folders.push(keep?.folder);
    await Promise.resolve();
    running -= 1;
    return nothing;
  });
  await scene.pool.load("b", wait);
  expect(folders).toEqual([]);
  await scene.pool.load("a", wait);
  await scene.nextLog();
  await scene.nextLog();
  expect(folders).toEqual([join("/cache", "prefixes"), join("/cache", "prefixes")]);
});

test("a model that was loaded before is found, and one that cannot read ahead is left alone", async () => {
  const scene = createScene(undefined);
  await scene.pool.load("a", wait);
  expect(scene.logged).toEqual([]);
  const names: string[] = [];
  scene.pool.onLoaded((name) => void names.push(name));
  expect(names).toEqual(["a"]);
});

test("reading ahead loads nothing, is no use of the model, and ends when that is unloaded", async () => {
  const scene = createScene((_, signal) => untilAborted(new Promise<never>(() => {}), signal, "read ahead"));
  expect(scene.pool.status("a")?.state).toBe("unloaded");
  await scene.pool.load("a", wait);
  expect(scene.pool.status("a")).toMatchObject({ state: "ready", leases: 0 });
  await scene.clock.advance(999);
  expect(scene.pool.status("a")?.state).toBe("ready");
  const ended = scene.nextLog();
  await scene.clock.advance(1);
  expect(await ended).toBe("debug: reading a persona's prompt ahead ended with its model");
  expect(scene.pool.status("a")?.state).toBe("unloaded");
  // Loaded again, it reads again, and an explicit unload is not kept waiting.
  await scene.pool.load("a", wait);
  expect((await scene.pool.unload("a")).state).toBe("unloaded");
});

test("what fails is logged and nothing else", async () => {
  const failing = createScene(() => Promise.reject(new ReparteeError("generation_failed", "No")));
  const failed = failing.nextLog();
  expect((await failing.pool.load("a", wait)).state).toBe("ready");
  expect(await failed).toBe("warn: persona's prompt could not be read ahead");
  const unknown = createScene(async () => nothing, "nobody");
  const missing = unknown.nextLog();
  await unknown.pool.load("a", wait);
  expect(await missing).toBe("warn: persona's prompt could not be read ahead");
});
