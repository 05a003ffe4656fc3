import { expect, test } from "vitest";
import { ReparteeError } from "../../src/core/errors.ts";
import { createGate } from "../../src/testing/index.ts";
import { createScene, wait, watch } from "./pool-scene.ts";

const mb = 1_000_000;
const two = { budgetBytes: 250 * mb };
const size = { estimateBytes: () => 100 * mb };

test("pool evicts the model that was used longest ago, and only when another needs the room", async () => {
  const { pool, clock, states, observed } = createScene({ a: size, b: size, c: size }, two);
  for (const name of ["a", "b"]) (await pool.lease(name, wait())).release();
  await clock.advance(10);
  (await pool.lease("a", wait())).release();
  expect(states()).toBe("a ready, b ready, c unloaded");
  await pool.lease("c", wait());
  expect(states()).toBe("a ready, b unloaded, c ready");
  expect(observed).toEqual(["b: memory"]);
  expect(pool.memory()).toEqual({ usedBytes: 200 * mb, budgetBytes: 250 * mb });
});

test("load begins only after the memory of the evicted model is back", async () => {
  const { pool, clock, engine, states } = createScene(
    { a: { ...size, unloadMs: 500 }, b: size },
    { budgetBytes: 150 * mb },
  );
  (await pool.lease("a", wait())).release();
  const b = watch(pool.lease("b", wait()));
  await clock.advance(499);
  expect(states()).toBe("a unloading, b waits");
  expect(engine.loads).toHaveLength(1);
  await clock.advance(1);
  expect(b.lease).toBeDefined();
  expect(states()).toBe("a unloaded, b ready");
});

test("pool evicts no busy model: the load waits for the first that becomes idle", async () => {
  const { pool, clock, states, observed } = createScene({ a: size, b: size, c: size }, two);
  const a = await pool.lease("a", wait());
  const b = await pool.lease("b", wait());
  const c = watch(pool.lease("c", wait()));
  await clock.advance(1_000);
  expect(states()).toBe("a ready, b ready, c waits");
  expect([a.model.closed.aborted, b.model.closed.aborted]).toEqual([false, false]);
  b.release();
  await clock.advance(0);
  expect(c.lease).toBeDefined();
  expect(states()).toBe("a ready, b unloaded, c ready");
  expect(observed).toEqual(["b: memory"]);
  expect(clock.pendingCount).toBe(0);
});

test("pool evicts no loading model", async () => {
  const gate = createGate();
  const slow = { ...size, script: { loads: [[{ type: "wait", gate } as const]] } };
  const { pool, clock, states } = createScene({ a: slow, b: size }, { budgetBytes: 150 * mb });
  const a = watch(pool.lease("a", wait()));
  const b = watch(pool.lease("b", wait()));
  await clock.advance(1_000);
  expect(states()).toBe("a loading, b waits");
  gate.open();
  await clock.advance(0);
  expect([a.lease === undefined, b.lease === undefined]).toEqual([false, true]);
  a.release();
  await clock.advance(0);
  expect(b.lease).toBeDefined();
});

test("pinned model is neither evicted nor unloaded when idle, and is unloaded when told to", async () => {
  const { pool, clock, states } = createScene(
    { a: { ...size, pinned: true }, b: size, c: size },
    { ...two, keepAliveMs: 1_000 },
  );
  for (const name of ["a", "b", "c"]) (await pool.lease(name, wait())).release();
  expect(states()).toBe("a ready, b unloaded, c ready");
  expect(pool.status("a")).toMatchObject({ pinned: true });
  expect(pool.status("a")).not.toHaveProperty("keepAliveUntil");
  await clock.advance(1_000);
  expect(states()).toBe("a ready, b unloaded, c unloaded");
  await pool.unload("a");
  expect(states()).toBe("a unloaded, b unloaded, c unloaded");
});

test("model that can never fit is refused at once with the numbers", async () => {
  const { pool, clock, observed } = createScene(
    { a: { ...size, pinned: true }, b: { estimateBytes: () => 200 * mb } },
    two,
  );
  await pool.load("a", wait());
  await expect(pool.lease("b", wait())).rejects.toMatchObject({
    code: "insufficient_memory",
    message:
      'Cannot load model "b": it needs 200 MB, the memory budget is 250 MB, of which pinned models hold 100 MB (a)',
    hint: "Raise memory_budget, or choose a smaller quantization, context_size or number of slots, or unload a pinned model.",
    facts: { needed_bytes: 200 * mb, budget_bytes: 250 * mb, pinned_bytes: 100 * mb },
  });
  const alone = createScene({ b: { estimateBytes: async () => 300 * mb } }, two);
  await expect(alone.pool.lease("b", wait())).rejects.toMatchObject({
    message: 'Cannot load model "b": it needs 300 MB, the memory budget is 250 MB',
  });
  expect(observed).toEqual(["b: insufficient_memory"]);
  expect(clock.pendingCount).toBe(0);
});

test("model of unknown size is taken for a fifth more than its file, one without a file for nothing", async () => {
  const { pool, states } = createScene(
    { a: { sizeBytes: 100 * mb }, b: { sizeBytes: 100 * mb }, none: {} },
    { budgetBytes: 230 * mb },
  );
  for (const name of ["a", "none", "b"]) (await pool.lease(name, wait())).release();
  expect(states()).toBe("a unloaded, b ready, none ready");
  expect(pool.status("b")).toMatchObject({ memoryBytes: 120 * mb });
});

test("two loads that wait get their turn in the order in which they came, and do not wait for each other", async () => {
  const { pool, clock, states } = createScene({ a: size, b: size, c: size, d: size }, two);
  const a = await pool.lease("a", wait());
  const b = await pool.lease("b", wait());
  const d = watch(pool.lease("d", wait()));
  const c = watch(pool.lease("c", wait()));
  await clock.advance(10);
  a.release();
  await clock.advance(10);
  expect([d.lease === undefined, c.lease === undefined]).toEqual([false, true]);
  expect(states()).toBe("a unloaded, b ready, c waits, d ready");
  d.release();
  await clock.advance(10);
  expect(c.lease).toBeDefined();
  b.release();
  c.release();
  await clock.advance(0);
  expect(clock.pendingCount).toBe(0);
});

test("a small load does not overtake a large one that came before it", async () => {
  const { pool, clock, states } = createScene({ a: size, large: { estimateBytes: () => 250 * mb }, b: size }, two);
  const a = await pool.lease("a", wait());
  const large = watch(pool.lease("large", wait()));
  const b = watch(pool.lease("b", wait()));
  await clock.advance(10);
  expect(states()).toBe("a ready, large waits, b waits");
  a.release();
  await clock.advance(0);
  expect([large.lease === undefined, b.lease === undefined]).toEqual([false, true]);
  large.release();
  await clock.advance(0);
  expect(b.lease).toBeDefined();
});

test("model that is never quite idle makes room: who came later than the load is held back until then", async () => {
  const { pool, clock } = createScene({ a: size, b: size, free: {} }, { budgetBytes: 150 * mb });
  const first = await pool.lease("a", wait());
  const b = watch(pool.lease("b", wait()));
  await clock.advance(10);
  const later = watch(pool.lease("a", wait()));
  await clock.advance(10);
  expect(later.lease).toBeUndefined();
  (await pool.lease("free", wait())).release();
  first.release();
  await clock.advance(10);
  expect([b.lease === undefined, later.lease === undefined]).toEqual([false, true]);
  b.release();
  await clock.advance(10);
  expect(later.lease).toBeDefined();
});

test("a long reply holds nobody back for longer than 15 s", async () => {
  const { pool, clock, states } = createScene({ a: size, b: size }, { budgetBytes: 150 * mb });
  const long = await pool.lease("a", wait());
  const b = watch(pool.lease("b", wait()));
  await clock.advance(10);
  const later = watch(pool.lease("a", wait()));
  await clock.advance(14_980);
  expect(later.lease).toBeUndefined();
  await clock.advance(20);
  expect(later.lease).toBeDefined();
  expect(states()).toBe("a ready, b waits");
  long.release();
  await clock.advance(0);
  expect(b.lease).toBeUndefined();
  later.release();
  await clock.advance(0);
  expect(b.lease).toBeDefined();
  expect(clock.pendingCount).toBe(0);
});

test("who is held back and leaves is refused with his own reason, and holds nothing", async () => {
  const { pool, clock } = createScene({ a: size, b: size }, { budgetBytes: 150 * mb });
  const a = await pool.lease("a", wait());
  watch(pool.lease("b", wait()));
  await clock.advance(0);
  const caller = new AbortController();
  const held = pool.lease("a", wait(caller.signal));
  await clock.advance(0);
  caller.abort();
  await expect(held).rejects.toMatchObject({ code: "cancelled" });
  a.release();
  await clock.advance(0);
  expect(pool.list().map(({ leases }) => leases)).toEqual([0, 1]);
});

test("load that its last waiter gave up while it waited for memory is not held against the model", async () => {
  const { pool, clock, states, observed } = createScene({ a: size, b: size }, { budgetBytes: 150 * mb });
  const a = await pool.lease("a", wait());
  const caller = new AbortController();
  const b = watch(pool.lease("b", wait(caller.signal)));
  await clock.advance(20_000);
  caller.abort(new ReparteeError("load_timeout", "Loading made no progress"));
  await clock.advance(0);
  expect(b.error).toMatchObject({ code: "load_timeout" });
  expect(states()).toBe("a ready, b unloaded");
  expect(observed).toEqual([]);
  expect(clock.pendingCount).toBe(0);
  a.release();
  await pool.lease("b", wait());
});

test("load asked for by name goes on alone while it loads, but does not wait for memory alone", async () => {
  const { pool, clock, states } = createScene({ a: size, b: size }, { budgetBytes: 150 * mb });
  await pool.lease("a", wait());
  const caller = new AbortController();
  const load = pool.load("b", wait(caller.signal));
  await clock.advance(0);
  caller.abort();
  await expect(load).rejects.toMatchObject({ code: "cancelled" });
  await clock.advance(0);
  expect(states()).toBe("a ready, b unloaded");
});

test("preload takes room that is free in the order of the models, and makes nobody go", async () => {
  const preloaded = { ...size, estimateBytes: async () => 100 * mb, preload: true };
  const { pool, clock, states, observed } = createScene({ a: preloaded, b: preloaded, c: preloaded }, two);
  await clock.advance(0);
  expect(states()).toBe("a ready, b ready, c unloaded");
  (await pool.lease("c", wait())).release();
  expect(states()).toBe("a unloaded, b ready, c ready");
  expect(observed).toEqual(["a: memory"]);
});

test("preload of models that are there already makes nobody go either, and begins nothing twice", async () => {
  const { pool, clock, engine, states, observed } = createScene({ a: size, b: size, c: size }, two);
  for (const name of ["a", "a", "b", "c"]) pool.preload(name);
  await clock.advance(0);
  expect(states()).toBe("a ready, b ready, c unloaded");
  pool.preload("a");
  await clock.advance(0);
  expect(engine.loads).toHaveLength(2);
  expect(observed).toEqual([]);
});

test("preload that somebody waits for makes room as any load does", async () => {
  const { pool, clock, states } = createScene(
    { a: { ...size, preload: true }, b: { ...size, preload: true } },
    { budgetBytes: 150 * mb },
  );
  const b = watch(pool.lease("b", wait()));
  await clock.advance(0);
  expect(b.lease).toBeDefined();
  expect(states()).toBe("a unloaded, b ready");
});

test("measured memory takes the place of what was guessed from the file, and makes room where it is less", async () => {
  const { pool, states } = createScene({ a: { sizeBytes: 90 * mb, measuredBytes: 40 * mb }, b: size, c: size }, two);
  for (const name of ["a", "b", "c"]) (await pool.lease(name, wait())).release();
  expect(states()).toBe("a ready, b ready, c ready");
  expect(pool.memory().usedBytes).toBe(240 * mb);
});

test("measured memory does not undercut an estimate: it counts the model without its process", async () => {
  const { pool, states } = createScene({ a: { ...size, measuredBytes: 40 * mb }, b: size, c: size }, two);
  for (const name of ["a", "b", "c"]) (await pool.lease(name, wait())).release();
  expect(states()).toBe("a unloaded, b ready, c ready");
  expect(pool.memory().usedBytes).toBe(200 * mb);
});

test("what was planned from the file takes the place of what was guessed before it was here", async () => {
  const less = { estimateBytes: () => 190 * mb, plannedBytes: () => 20 * mb };
  const more = { estimateBytes: () => 10 * mb, plannedBytes: () => 150 * mb, measuredBytes: 90 * mb };
  const { pool, clock, states } = createScene({ less, size, more }, two);
  for (const name of ["less", "size"]) (await pool.lease(name, wait())).release();
  expect(states()).toBe("less ready, size ready, more unloaded");
  expect(pool.memory().usedBytes).toBe(120 * mb);
  (await pool.lease("more", wait())).release();
  await clock.advance(0);
  expect(pool.status("more")?.memoryBytes).toBe(150 * mb);
  expect(states()).toBe("less unloaded, size ready, more ready");
  expect(pool.memory().usedBytes).toBe(250 * mb);
});

test("model that is measured larger than the budget makes the idle ones go, stays alone, and may come again", async () => {
  const { pool, clock, states } = createScene({ a: size, b: { ...size, measuredBytes: 400 * mb } }, two);
  (await pool.lease("a", wait())).release();
  const b = await pool.lease("b", wait());
  await clock.advance(0);
  expect(states()).toBe("a unloaded, b ready");
  b.release();
  await clock.advance(0);
  expect(states()).toBe("a unloaded, b ready");
  (await pool.lease("a", wait())).release();
  expect(states()).toBe("a ready, b unloaded");
  (await pool.lease("b", wait())).release();
  expect(states()).toBe("a unloaded, b ready");
});

test("memory of a crashed model is free once its process is", async () => {
  const { pool, engine, clock, states } = createScene(
    { a: { ...size, unloadMs: 300 }, b: size },
    { budgetBytes: 150 * mb },
  );
  await pool.lease("a", wait());
  engine.crash("a");
  const b = watch(pool.lease("b", wait()));
  await clock.advance(299);
  expect(states()).toBe("a unloaded, b waits");
  await clock.advance(1);
  expect(b.lease).toBeDefined();
});

test("disposed pool refuses loads that wait for memory and requests that are held back, and leaves no timer", async () => {
  const { pool, clock, engine } = createScene({ a: size, b: size }, { budgetBytes: 150 * mb, keepAliveMs: 1_000 });
  await pool.lease("a", wait());
  const b = watch(pool.lease("b", wait()));
  await clock.advance(0);
  const held = watch(pool.lease("a", wait()));
  await clock.advance(0);
  await pool[Symbol.asyncDispose]();
  await clock.advance(0);
  expect([b.error, held.error]).toMatchObject([{ code: "draining" }, { code: "draining" }]);
  expect(engine.loadedModels).toHaveLength(0);
  expect(clock.pendingCount).toBe(0);
});
