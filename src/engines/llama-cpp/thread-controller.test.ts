import { describe, expect, it } from "vitest";
import { createThreadController } from "./thread-controller.ts";

/** Two cores that this process shares with others which want `busy` cores at a time. */
interface Scene {
  readonly busy: (atMs: number) => number;
  readonly streams: (atMs: number) => number | undefined;
}

/**
 * A step's time and processor time, as measured on two shared cores: two threads are nearly twice as fast where each has
 * a core, and twenty times as slow where they share one with others.
 */
function step(threads: number, busy: number): { readonly durationMs: number; readonly cpuMs: number } {
  const isCrowded = threads + busy > 2;
  const durationMs = threads === 1 ? 8 : isCrowded ? 160 : 4.5;
  const cores = isCrowded ? (2 * threads) / (threads + busy) : threads * 0.93;
  return { durationMs, cpuMs: durationMs * cores };
}

/** Threads used, with the time at which the step began. */
function run(scene: Scene, lengthMs: number): { readonly atMs: number; readonly threads: number }[] {
  let nowMs = 0;
  let idleMs = 0;
  const used: { atMs: number; threads: number }[] = [];
  const controller = createThreadController({ most: 2, now: () => nowMs, idleMs: () => idleMs });
  while (nowMs < lengthMs) {
    const streams = scene.streams(nowMs);
    const threads = controller.threads(streams);
    const busy = scene.busy(nowMs);
    const { durationMs, cpuMs } = step(threads, busy);
    used.push({ atMs: nowMs, threads });
    nowMs += durationMs;
    idleMs += durationMs * Math.max(0, 2 - busy - threads);
    controller.stepTook({ durationMs, cpuMs, threads, streams });
  }
  return used;
}

/** Share of the steps from `fromMs` to `toMs` that used `threads`. */
function share(used: ReturnType<typeof run>, threads: number, fromMs: number, toMs: number): number {
  const steps = used.filter(({ atMs }) => atMs >= fromMs && atMs < toMs);
  return steps.filter((one) => one.threads === threads).length / steps.length;
}

describe("thread controller", () => {
  it("uses one thread beside a busy process, and beside several from the second step on", () => {
    const used = run({ busy: () => 1, streams: () => 1 }, 30_000);
    const crowded = run({ busy: () => 4, streams: () => 1 }, 30_000);
    expect(crowded.slice(0, 3).map(({ threads }) => threads)).toEqual([2, 1, 1]);
    expect(share(used, 1, 1_000, 30_000)).toBeGreaterThan(0.98);
  });

  it("follows a neighbour that comes and goes within a second, whatever the number of streams", () => {
    const streams = (atMs: number): number => 1 + (Math.floor(atMs / 50) % 5);
    const used = run({ busy: (atMs) => Math.floor(atMs / 10_000) % 2, streams }, 40_000);
    for (const fromMs of [0, 20_000]) {
      expect(share(used, 2, fromMs + 1_000, fromMs + 10_000)).toBeGreaterThan(0.9);
      expect(share(used, 1, fromMs + 11_000, fromMs + 20_000)).toBeGreaterThan(0.98);
    }
  });

  it("reads prompts with as many threads as have a core", () => {
    const used = run({ busy: (atMs) => (atMs < 5_000 ? 3 : 0), streams: () => undefined }, 10_000);
    expect(share(used, 1, 500, 5_000)).toBeGreaterThan(0.95);
    expect(share(used, 2, 6_500, 10_000)).toBeGreaterThan(0.95);
  });

  it("looks ever more rarely while each look was wrong", () => {
    // Half a core is idle all the time, which looks like a free one now and then.
    let nowMs = 0;
    let idleMs = 0;
    let rises = 0;
    const controller = createThreadController({ most: 2, now: () => nowMs, idleMs: () => idleMs });
    for (let before = 2; nowMs < 60_000;) {
      const threads = controller.threads(1);
      if (threads > before) rises += 1;
      before = threads;
      const { durationMs, cpuMs } = step(threads, 1);
      nowMs += durationMs;
      idleMs += durationMs;
      controller.stepTook({ durationMs, cpuMs, threads, streams: 1 });
    }
    expect(rises).toBeGreaterThan(2);
    expect(rises).toBeLessThan(15);
  });

  it("does not take more streams for a slower machine", () => {
    const used = run({ busy: () => 0, streams: (atMs) => (atMs < 10_000 ? 1 : 4) }, 30_000);
    expect(used.at(-1)?.threads).toBe(2);
  });
});
