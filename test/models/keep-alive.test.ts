import { expect, test } from "vitest";
import { silentLog } from "../../src/core/log.ts";
import { silentObserver } from "../../src/core/observer.ts";
import { createModelPool } from "../../src/models/pool/create-model-pool.ts";
import { createFakeClock, createFakeEngine } from "../../src/testing/index.ts";
import { createScene, wait, watch } from "./pool-scene.ts";

const mb = 1_000_000;
const two = { budgetBytes: 250 * mb };
const size = { estimateBytes: () => 100 * mb };

test("idle model is unloaded after its keep-alive and not before, and each use begins it anew", async () => {
  const { pool, clock, states, observed } = createScene({ a: {} }, { keepAliveMs: 1_000 });
  const first = await pool.lease("a", wait());
  await clock.advance(5_000);
  expect(states()).toBe("a ready");
  first.release();
  await clock.advance(999);
  const second = await pool.lease("a", wait());
  expect(clock.pendingCount).toBe(0);
  second.release();
  await clock.advance(999);
  expect(states()).toBe("a ready");
  await clock.advance(1);
  expect(states()).toBe("a unloaded");
  expect(observed).toEqual(["a: idle"]);
  await pool.lease("a", wait());
  expect(states()).toBe("a ready");
});

test("keep-alive of 0 unloads a model after its last request, one of forever never, and each model may have its own", async () => {
  const { pool, clock, states } = createScene(
    { a: {}, b: { keepAliveMs: "forever" }, c: { keepAliveMs: 50 } },
    { keepAliveMs: 0 },
  );
  const leases = await Promise.all(["a", "a", "b", "c"].map((name) => pool.lease(name, wait())));
  leases[0]?.release();
  await clock.advance(0);
  expect(states()).toBe("a ready, b ready, c ready");
  for (const lease of leases) lease.release();
  await clock.advance(0);
  expect(states()).toBe("a unloaded, b ready, c ready");
  await clock.advance(1_000_000_000);
  expect(states()).toBe("a unloaded, b ready, c unloaded");
});

test("keep-alive that was asked for holds until the model is unloaded, and not for its next load", async () => {
  const { pool, clock, states } = createScene({ a: {} }, { keepAliveMs: 1_000 });
  const lease = await pool.lease("a", wait());
  pool.keepFor("a", 0);
  lease.release();
  await clock.advance(0);
  expect(states()).toBe("a unloaded");
  (await pool.lease("a", wait())).release();
  await clock.advance(999);
  expect(states()).toBe("a ready");
  await pool.unload("a");
  // Said before the load, it is for the load.
  pool.keepFor("a", 5_000);
  (await pool.lease("a", wait())).release();
  await clock.advance(4_999);
  expect(states()).toBe("a ready");
  await clock.advance(1);
  expect(states()).toBe("a unloaded");
});

test("keep-alive is half an hour when nothing else is said, and counts for a model that was only loaded", async () => {
  const clock = createFakeClock();
  const engine = createFakeEngine({ clock });
  const entry = {
    name: "a",
    engine,
    source: { name: "a", location: "" },
    options: {},
    createdSeconds: 0,
    preload: true,
  };
  const pool = createModelPool({ entries: [entry], observer: silentObserver, log: silentLog, clock });
  await clock.advance(20 * 60_000);
  await pool.load("a", wait());
  await clock.advance(30 * 60_000 - 1);
  expect(pool.status("a")).toMatchObject({ state: "ready" });
  await clock.advance(1);
  expect(pool.status("a")).toMatchObject({ state: "unloaded" });
});

test("running models tell who holds them, since when they are idle and when they go", async () => {
  const { pool, clock } = createScene(
    { a: size, b: { ...size, pinned: true }, c: size, d: size },
    { ...two, keepAliveMs: 60_000 },
  );
  const a = await pool.lease("a", wait());
  (await pool.lease("b", wait())).release();
  const waiting = watch(pool.lease("c", wait()));
  await clock.advance(0);
  const common = { engine: "fake", device: "none", memoryBytes: 100 * mb };
  expect(pool.running()).toEqual([
    { name: "a", ...common, state: "ready", leases: 1, pinned: false },
    { name: "b", ...common, state: "ready", leases: 0, pinned: true, idleSince: expect.any(Date) },
    { name: "c", engine: "fake", state: "waiting", leases: 0, pinned: false },
  ]);
  a.release();
  await clock.advance(0);
  waiting.release();
  const [, c] = pool.running();
  expect(Number(c?.unloadAt) - Number(c?.idleSince)).toBe(60_000);
  expect(pool.status("c")?.keepAliveUntil).toEqual(expect.any(Date));
  expect(pool.memory().usedBytes).toBe(200 * mb);
});
