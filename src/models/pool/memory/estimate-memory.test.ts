import { expect, test } from "vitest";
import { silentLog } from "../../../core/log.ts";
import { createFakeClock, createFakeEngine } from "../../../testing/index.ts";
import { estimateMemory } from "./estimate-memory.ts";
import type { ModelEntry } from "../model-entry.ts";

function estimate(change: Partial<ModelEntry>, clock = createFakeClock()): number | Promise<number> {
  const engine = createFakeEngine();
  const entry = { name: "m", engine, source: { name: "m", location: "" }, options: {}, createdSeconds: 0, ...change };
  return estimateMemory(entry, { clock, log: silentLog });
}

test("memory is what the entry estimates, else a fifth more than its file, else nothing", async () => {
  expect(estimate({ sizeBytes: 1_000, estimateBytes: () => 5_000.5 })).toBe(5_001);
  await expect(estimate({ sizeBytes: 1_000, estimateBytes: async () => 5_000 })).resolves.toBe(5_000);
  expect(estimate({ sizeBytes: 1_000 })).toBe(1_200);
  expect(estimate({})).toBe(0);
});

test("an estimate that fails or makes no sense is replaced by the size of the file", async () => {
  const fail = (): never => {
    throw new Error("unreadable");
  };
  expect(estimate({ sizeBytes: 1_000, estimateBytes: fail })).toBe(1_200);
  await expect(estimate({ sizeBytes: 1_000, estimateBytes: async () => fail() })).resolves.toBe(1_200);
  for (const bytes of [Number.NaN, -1, Infinity]) {
    expect(estimate({ sizeBytes: 1_000, estimateBytes: () => bytes })).toBe(1_200);
    await expect(estimate({ sizeBytes: 1_000, estimateBytes: async () => bytes })).resolves.toBe(1_200);
  }
});

test("an estimate that takes too long is not waited for, and leaves no timer", async () => {
  const clock = createFakeClock();
  const late = estimate({ sizeBytes: 1_000, estimateBytes: () => new Promise(() => {}) }, clock);
  await clock.advance(5_000);
  await expect(late).resolves.toBe(1_200);
  expect(clock.pendingCount).toBe(0);
});
