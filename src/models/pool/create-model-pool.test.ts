import { expect, test, vi } from "vitest";
import { ReparteeError } from "../../core/errors.ts";
import { silentLog } from "../../core/log.ts";
import { silentObserver } from "../../core/observer.ts";
import { createFakeClock, createFakeEngine, createGate, type FakeModelScript } from "../../testing/index.ts";
import { createModelPool, type EditableModelPool } from "./create-model-pool.ts";
import type { ModelEntry } from "./model-entry.ts";

const broken = new ReparteeError("model_file_invalid", "Cannot load: the file is cut off", {
  hint: "Download it again.",
});

interface SceneOptions {
  readonly script?: FakeModelScript;
  readonly preload?: boolean;
}

function createScene({ script = {}, preload = false }: SceneOptions = {}) {
  const clock = createFakeClock();
  const engine = createFakeEngine({ models: { m: script, other: {} }, clock });
  const observed: string[] = [];
  const observer = {
    ...silentObserver,
    modelLoaded: (model: string, loadMs: number) => observed.push(`loaded ${model} ${loadMs}`),
    modelLoadFailed: (model: string, code: string) => observed.push(`load failed ${model} ${code}`),
    modelExited: (model: string, reason: string) => observed.push(`exited ${model} ${reason}`),
  };
  const entry = (name: string): ModelEntry => ({
    name,
    engine,
    source: { name, location: `${name}.gguf` },
    options: { contextSize: 512 },
    sizeBytes: 7,
    createdSeconds: 1_700_000_000,
    preload,
  });
  const pool = createModelPool({ entries: [entry("m")], observer, log: silentLog, clock });
  return { clock, engine, observed, entry, pool };
}

function wait(signal = new AbortController().signal) {
  return { signal };
}

/** Lets all promises settle, and tells whether `promise` did. */
async function settled(promise: PromiseLike<unknown>): Promise<boolean> {
  let done = false;
  promise.then(
    () => (done = true),
    () => (done = true),
  );
  await new Promise((resolve) => setImmediate(resolve));
  return done;
}

function stateOf(pool: EditableModelPool, name = "m"): string | undefined {
  return pool.status(name)?.state;
}

test("pool lists a model that was never used as unloaded, with what is known before loading", () => {
  const { pool, engine } = createScene();
  const expected = {
    name: "m",
    engine: "fake",
    state: "unloaded",
    leases: 0,
    createdSeconds: 1_700_000_000,
    sizeBytes: 7,
  };
  expect(pool.list()).toEqual([expected]);
  expect(pool.status("nobody")).toBeUndefined();
  expect(engine.loads).toHaveLength(0);
});

test("pool loads a model once for all who wait, and tells each of the progress", async () => {
  const gate = createGate();
  const steps = [
    { type: "progress", fraction: 0.4 },
    { type: "wait", gate },
  ] as const;
  const { pool, engine, observed } = createScene({ script: { loads: [steps] } });
  const heard: number[][] = [[], [], []];
  const leases = heard.map((list) => pool.lease("m", { ...wait(), onProgress: (fraction) => list.push(fraction) }));
  await settled(Promise.all(leases));
  expect(pool.status("m")).toMatchObject({ state: "loading", loadFraction: 0.4, leases: 0 });
  gate.open();
  const given = await Promise.all(leases);
  expect(heard).toEqual([
    [0, 0.4, 1],
    [0, 0.4, 1],
    [0, 0.4, 1],
  ]);
  expect(engine.loads).toHaveLength(1);
  expect(engine.loads[0]?.options.contextSize).toBe(512);
  expect(pool.status("m")).toMatchObject({ state: "ready", leases: 3, info: { name: "m" } });
  expect(new Set(given.map((lease) => lease.model)).size).toBe(1);
  expect(observed).toEqual(["loaded m 0"]);
});

test("lease counts once, however often it is released", async () => {
  const { pool } = createScene();
  const [one, two] = await Promise.all([pool.lease("m", wait()), pool.lease("m", wait())]);
  one.release();
  one.release();
  expect(pool.status("m")?.leases).toBe(1);
  two.release();
  expect(pool.status("m")?.leases).toBe(0);
});

test("unknown model is refused with the names that are known", async () => {
  const { pool } = createScene();
  const refused = { code: "model_not_found", hint: "Known models: m." };
  await expect(pool.lease("nobody", wait())).rejects.toMatchObject(refused);
  await expect(pool.load("nobody", wait())).rejects.toMatchObject(refused);
  await expect(pool.unload("nobody")).rejects.toMatchObject(refused);
});

test("load goes on when one of two waiters leaves, and is given up when the second leaves", async () => {
  const { pool, engine, clock, observed } = createScene({ script: { loads: [[{ type: "hang" }], []] } });
  const [first, second] = [new AbortController(), new AbortController()];
  const one = pool.lease("m", wait(first.signal));
  const two = pool.lease("m", wait(second.signal));
  await settled(one);
  first.abort();
  await expect(one).rejects.toMatchObject({ code: "cancelled" });
  expect(await settled(two)).toBe(false);
  expect(stateOf(pool)).toBe("loading");
  second.abort();
  await expect(two).rejects.toMatchObject({ code: "cancelled" });
  await clock.advance(0);
  expect(stateOf(pool)).toBe("unloaded");
  expect(clock.pendingCount).toBe(0);
  expect(observed).toEqual([]);
  await pool.lease("m", wait());
  expect(engine.loads).toHaveLength(2);
});

test("load that was asked for by name goes on when nobody waits any more", async () => {
  const gate = createGate();
  const { pool } = createScene({ script: { loads: [[{ type: "wait", gate }]] } });
  const caller = new AbortController();
  const load = pool.load("m", wait(caller.signal));
  await settled(load);
  caller.abort();
  await expect(load).rejects.toMatchObject({ code: "cancelled" });
  gate.open();
  await settled(load.catch(() => {}));
  expect(stateOf(pool)).toBe("ready");
});

test("who comes while a load is being given up waits for its end and gets a load of its own", async () => {
  const { pool, engine } = createScene({ script: { loads: [[{ type: "hang" }], []] } });
  const caller = new AbortController();
  const lost = pool.lease("m", wait(caller.signal));
  await settled(lost);
  caller.abort();
  const next = pool.lease("m", wait());
  await expect(lost).rejects.toMatchObject({ code: "cancelled" });
  await expect(next).resolves.toHaveProperty("model");
  expect(engine.loads).toHaveLength(2);
});

test("engine that does not stop loading is waited for no longer than the bound, and what it brings late is unloaded", async () => {
  const { pool, engine, clock, entry } = createScene();
  const deaf = createGate();
  const load: typeof engine.load = async (source, options) => {
    await deaf.opened;
    return await engine.load(source, options, new AbortController().signal);
  };
  pool.add({ ...entry("deaf"), engine: { ...engine, load } });
  const caller = new AbortController();
  const lost = pool.lease("deaf", wait(caller.signal));
  await settled(lost);
  caller.abort();
  await expect(lost).rejects.toMatchObject({ code: "cancelled" });
  await clock.advance(4_999);
  expect(stateOf(pool, "deaf")).toBe("loading");
  await clock.advance(1);
  expect(stateOf(pool, "deaf")).toBe("unloaded");
  deaf.open();
  await clock.advance(0);
  expect(engine.loads).toHaveLength(1);
  expect(engine.loadedModels).toHaveLength(0);
  expect(stateOf(pool, "deaf")).toBe("unloaded");
});

test("failed load is not repeated within the cooldown, and is afterwards", async () => {
  const { pool, engine, clock, observed } = createScene({ script: { loads: [[{ type: "fail", error: broken }], []] } });
  await expect(pool.lease("m", wait())).rejects.toBe(broken);
  expect(pool.status("m")).toMatchObject({
    state: "failed",
    failure: { code: "model_file_invalid", message: broken.message, hint: "Download it again." },
  });
  await clock.advance(59_500);
  const refused = { code: "model_file_invalid", message: broken.message, hint: broken.hint, retryAfterSeconds: 1 };
  await expect(pool.lease("m", wait())).rejects.toMatchObject(refused);
  expect(engine.loads).toHaveLength(1);
  expect(observed).toEqual(["load failed m model_file_invalid"]);
  await clock.advance(500);
  await expect(pool.lease("m", wait())).resolves.toHaveProperty("model");
  expect(engine.loads).toHaveLength(2);
});

test("explicit load tries again within the cooldown", async () => {
  const { pool } = createScene({ script: { loads: [[{ type: "fail", error: broken }], []] } });
  await expect(pool.load("m", wait())).rejects.toBe(broken);
  await expect(pool.load("m", wait())).resolves.toMatchObject({ state: "ready" });
});

test("load that its last waiter gave up for a stall is remembered as failed", async () => {
  const { pool, engine, observed } = createScene({ script: { loads: [[{ type: "hang" }]] } });
  const clockRanOut = new AbortController();
  const lost = pool.lease("m", wait(clockRanOut.signal));
  await settled(lost);
  clockRanOut.abort(new ReparteeError("load_timeout", "Loading made no progress"));
  await expect(lost).rejects.toMatchObject({ code: "load_timeout" });
  await settled(lost.catch(() => {}));
  await expect(pool.lease("m", wait())).rejects.toMatchObject({ code: "load_timeout", retryAfterSeconds: 60 });
  expect(engine.loads).toHaveLength(1);
  expect(observed).toEqual(["load failed m load_timeout"]);
});

test("unload waits for leases, lets nobody new in, and a later lease loads anew", async () => {
  const { pool, engine } = createScene();
  const held = await pool.lease("m", wait());
  const unload = pool.unload("m");
  const again = pool.unload("m");
  const late = pool.lease("m", wait());
  expect(await settled(unload)).toBe(false);
  expect(pool.status("m")).toMatchObject({ state: "unloading", leases: 1 });
  expect(held.model.closed.aborted).toBe(false);
  expect(await settled(late)).toBe(false);
  held.release();
  await expect(unload).resolves.toMatchObject({ name: "m" });
  await again;
  expect(held.model.closed.aborted).toBe(true);
  expect((await late).model).not.toBe(held.model);
  expect(engine.loads).toHaveLength(2);
});

test("unload of a model that is not loaded is done at once, and clears a failure", async () => {
  const { pool } = createScene({ script: { loads: [[{ type: "fail", error: broken }], []] } });
  await expect(pool.unload("m")).resolves.toMatchObject({ state: "unloaded" });
  await expect(pool.lease("m", wait())).rejects.toBe(broken);
  await expect(pool.unload("m")).resolves.toMatchObject({ state: "unloaded" });
  await expect(pool.lease("m", wait())).resolves.toHaveProperty("model");
});

test("unload of a model that is loading gives up the load and refuses those who wait", async () => {
  const { pool, engine, observed } = createScene({ script: { loads: [[{ type: "hang" }]] } });
  const waiting = pool.lease("m", wait());
  const refused = expect(waiting).rejects.toMatchObject({ code: "model_unloaded" });
  await expect(pool.unload("m")).resolves.toMatchObject({ state: "unloaded" });
  await refused;
  expect(engine.loadedModels).toHaveLength(0);
  expect(observed).toEqual([]);
});

test("model that goes while it is ready is reported, and loaded anew by the next lease at once", async () => {
  const { pool, engine, observed } = createScene();
  const held = await pool.lease("m", wait());
  engine.crash("m");
  expect(pool.status("m")).toMatchObject({ state: "unloaded", leases: 0, failure: { code: "runner_crashed" } });
  expect(observed).toEqual(["loaded m 0", "exited m runner_crashed"]);
  const next = await pool.lease("m", wait());
  held.release();
  expect(next.model).not.toBe(held.model);
  expect(pool.status("m")).toMatchObject({ state: "ready", leases: 1 });
  expect(pool.status("m")).not.toHaveProperty("failure");
});

test("model that goes while its unload waits for leases ends the waiting", async () => {
  const { pool, engine, observed } = createScene();
  const held = await pool.lease("m", wait());
  const unload = pool.unload("m");
  engine.crash("m");
  await expect(unload).resolves.toMatchObject({ state: "unloaded", leases: 0 });
  held.release();
  expect(observed).toEqual(["loaded m 0"]);
});

test("waiter whose model is unloaded in the step after the load still holds it", async () => {
  const gate = createGate();
  const { pool } = createScene({ script: { loads: [[{ type: "wait", gate }]] } });
  const waiting = pool.lease("m", wait());
  await settled(waiting);
  const loaded = vi.waitUntil(() => stateOf(pool) === "ready", { interval: 1 });
  gate.open();
  await loaded;
  const unload = pool.unload("m");
  const lease = await waiting;
  expect(await settled(unload)).toBe(false);
  lease.release();
  await unload;
});

test("preloaded model is loaded without a request", async () => {
  const { pool, clock } = createScene({ preload: true });
  expect(stateOf(pool)).toBe("loading");
  await clock.advance(0);
  expect(stateOf(pool)).toBe("ready");
});

test("preload that fails leaves the reason in the status", async () => {
  const { pool, clock } = createScene({ preload: true, script: { loads: [[{ type: "fail", error: broken }]] } });
  await clock.advance(0);
  expect(pool.status("m")).toMatchObject({ state: "failed", failure: { code: "model_file_invalid" } });
});

test("model added at run time answers, one removed is refused at once and unloaded when nobody holds it", async () => {
  const { pool, entry, engine } = createScene();
  pool.add(entry("other"));
  expect(() => pool.add(entry("other"))).toThrow('Cannot add model "other": a model of that name exists');
  const held = await pool.lease("other", wait());
  const removed = pool.remove("other");
  expect(pool.status("other")).toBeUndefined();
  await expect(pool.lease("other", wait())).rejects.toMatchObject({ code: "model_not_found" });
  expect(await settled(removed)).toBe(false);
  expect(engine.loadedModels).toHaveLength(1);
  held.release();
  await removed;
  expect(engine.loadedModels).toHaveLength(0);
});

test("disposed pool has unloaded all, held or not, and refuses who waits and who comes", async () => {
  const { pool, entry, engine, clock } = createScene({ script: { loads: [[{ type: "hang" }]] } });
  pool.add(entry("other"));
  await pool.lease("other", wait());
  const waiting = expect(pool.lease("m", wait())).rejects.toMatchObject({ code: "draining" });
  await pool[Symbol.asyncDispose]();
  await waiting;
  await expect(pool.lease("other", wait())).rejects.toMatchObject({ code: "draining" });
  expect(engine.loadedModels).toHaveLength(0);
  expect(clock.pendingCount).toBe(0);
});

test("disposing waits for an engine that does not unload no longer than its bound", async () => {
  const { pool, entry, engine, clock } = createScene();
  const load: typeof engine.load = async (...parts) => {
    const model = await engine.load(...parts);
    return { ...model, unload: () => new Promise(() => {}) };
  };
  pool.add({ ...entry("stuck"), engine: { ...engine, load } });
  await pool.load("stuck", wait());
  const disposed = pool[Symbol.asyncDispose]();
  await clock.advance(4_999);
  expect(await settled(disposed)).toBe(false);
  await clock.advance(1);
  await disposed;
  expect(clock.pendingCount).toBe(0);
});
