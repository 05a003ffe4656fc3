import { expect, test } from "vitest";
import { autoBudget } from "../../src/models/pool/memory/auto-budget.ts";
import type { Hardware } from "../../src/models/fit/hardware/hardware.ts";
import { createGate } from "../../src/testing/index.ts";
import { createScene, wait, watch } from "./pool-scene.ts";

const mb = 1_000_000;
const gib = 2 ** 30;
const size = { estimateBytes: () => 100 * mb };

function machine(change: Partial<Hardware> = {}): { withKnownGpu: () => Promise<Hardware> } {
  const hardware: Hardware = {
    cpu: { model: "test", architecture: "x64", physicalCores: 2, logicalCores: 2, usableCores: 2 },
    memory: { totalBytes: 8 * gib, freeBytes: 6 * gib, boundBy: "machine" },
    gpu: { kind: "none", reason: "test" },
    ...change,
  };
  return { withKnownGpu: () => Promise.resolve(hardware) };
}

test("auto is what is free less a tenth of the memory, and less a gibibyte at most", async () => {
  expect(await autoBudget(machine())).toBe(Math.floor(6 * gib - 0.8 * gib));
  const large = { totalBytes: 64 * gib, freeBytes: 60 * gib, boundBy: "cgroup" } as const;
  expect(await autoBudget(machine({ memory: large }))).toBe(59 * gib);
});

test("auto counts the free memory of a GPU that has its own, and that of no other", async () => {
  const gpu = { kind: "cuda", names: ["x"], totalBytes: 8 * gib, freeBytes: 7 * gib, unified: false } as const;
  const without = (await autoBudget(machine())) ?? 0;
  expect(await autoBudget(machine({ gpu }))).toBe(without + 7 * gib);
  expect(await autoBudget(machine({ gpu: { ...gpu, unified: true } }))).toBe(without);
});

test("auto is no limit where the memory cannot be told", async () => {
  expect(await autoBudget(machine({ memory: { totalBytes: 0, freeBytes: 0, boundBy: "machine" } }))).toBeUndefined();
});

test("pool with a probed budget keeps what fits and evicts what does not", async () => {
  const { pool, states } = createScene({ a: size, b: size, c: size }, { probeBudget: async () => 250 * mb });
  expect(pool.memory()).toEqual({ usedBytes: 0 });
  for (const name of ["a", "b", "c"]) (await pool.lease(name, wait())).release();
  expect(states()).toBe("a unloaded, b ready, c ready");
  expect(pool.memory()).toEqual({ usedBytes: 200 * mb, budgetBytes: 250 * mb });
});

test("pool lets a model that is larger than the probed budget load alone: what really is free decides", async () => {
  const { pool, clock, states } = createScene({ a: size, b: size }, { probeBudget: async () => 80 * mb });
  const a = await pool.lease("a", wait());
  expect(pool.status("a")).toMatchObject({ state: "ready", memoryBytes: 80 * mb });
  const b = watch(pool.lease("b", wait()));
  await clock.advance(100);
  expect(states()).toBe("a ready, b waits");
  a.release();
  await clock.advance(0);
  expect(b.lease).toBeDefined();
  expect(states()).toBe("a unloaded, b ready");
});

test("pool gives a model what pinned ones leave of the probed budget, and refuses it with numbers when they leave nothing", async () => {
  const pinned = { ...size, pinned: true };
  const some = createScene({ a: pinned, b: size }, { probeBudget: async () => 150 * mb });
  await some.pool.load("a", wait());
  await some.pool.load("b", wait());
  expect(some.pool.status("b")).toMatchObject({ memoryBytes: 50 * mb });
  const none = createScene({ a: pinned, b: size }, { probeBudget: async () => 100 * mb });
  await none.pool.load("a", wait());
  await expect(none.pool.load("b", wait())).rejects.toMatchObject({
    code: "insufficient_memory",
    message: expect.stringContaining(
      "it needs 100 MB, the memory budget is 100 MB, of which pinned models hold 100 MB",
    ),
    hint: "Choose a smaller quantization, context_size or number of slots, or unload a pinned model.",
  });
});

test.each([async () => undefined, () => Promise.reject(new Error("no /proc"))])(
  "pool whose budget cannot be probed has no limit",
  async (probeBudget) => {
    const { pool, states } = createScene({ a: size, b: size, c: size }, { probeBudget });
    for (const name of ["a", "b", "c"]) (await pool.lease(name, wait())).release();
    expect(states()).toBe("a ready, b ready, c ready");
    expect(pool.memory()).toEqual({ usedBytes: 300 * mb });
  },
);

test("pool asks for the budget anew when no model is in memory, and at no other time", async () => {
  let budgetBytes = 250 * mb;
  let asked = 0;
  const probeBudget = async (): Promise<number> => {
    asked += 1;
    return budgetBytes;
  };
  const { pool } = createScene({ a: size, b: size }, { probeBudget });
  await pool.load("a", wait());
  budgetBytes = 120 * mb;
  await pool.load("b", wait());
  expect([asked, pool.memory().budgetBytes]).toEqual([1, 250 * mb]);
  await Promise.all([pool.unload("a"), pool.unload("b")]);
  await pool.load("a", wait());
  expect([asked, pool.memory().budgetBytes]).toEqual([2, 120 * mb]);
});

test("loads that begin while the budget is being probed are all served, within it", async () => {
  const gate = createGate();
  const { pool, clock, states } = createScene(
    { a: size, b: size, c: size },
    { probeBudget: () => gate.opened.then(() => 250 * mb) },
  );
  const leases = ["a", "b", "c"].map((name) => watch(pool.lease(name, wait())));
  await clock.advance(10);
  gate.open();
  await clock.advance(10);
  expect(states()).toBe("a ready, b ready, c waits");
  leases[0]?.release();
  await clock.advance(0);
  expect(leases[2]?.lease).toBeDefined();
});
