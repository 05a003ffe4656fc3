import { describe, expect, it } from "vitest";
import type { CoreTimes } from "./free-cores.ts";
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
  let ownMs = 0;
  const used: { atMs: number; threads: number }[] = [];
  const controller = createThreadController({ most: 2, now: () => nowMs, times: () => ({ cores: 2, idleMs, ownMs }) });
  while (nowMs < lengthMs) {
    const streams = scene.streams(nowMs);
    const threads = controller.threads(streams);
    const busy = scene.busy(nowMs);
    const { durationMs, cpuMs } = step(threads, busy);
    used.push({ atMs: nowMs, threads });
    nowMs += durationMs;
    ownMs += cpuMs;
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
  it("uses one thread beside one or several busy processes, after two steps", () => {
    for (const busy of [1, 4]) {
      const used = run({ busy: () => busy, streams: () => 1 }, 30_000);
      expect(share(used, 1, 400, 30_000)).toBe(1);
    }
  });

  it("follows a neighbour that comes and goes within half a second, whatever the number of streams", () => {
    const streams = (atMs: number): number => 1 + (Math.floor(atMs / 50) % 5);
    const used = run({ busy: (atMs) => Math.floor(atMs / 10_000) % 2, streams }, 40_000);
    for (const fromMs of [0, 20_000]) {
      expect(share(used, 2, fromMs + 500, fromMs + 10_000)).toBeGreaterThan(0.9);
      expect(share(used, 1, fromMs + 10_500, fromMs + 20_000)).toBe(1);
    }
  });

  it("reads prompts with as many threads as have a core", () => {
    const used = run({ busy: (atMs) => (atMs < 5_000 ? 1 : 0), streams: () => undefined }, 10_000);
    expect(share(used, 1, 500, 5_000)).toBe(1);
    expect(share(used, 2, 5_500, 10_000)).toBe(1);
  });

  it("reads the next prompts with as many whatever others did while nothing was asked", () => {
    let nowMs = 0;
    let idleMs = 0;
    let ownMs = 0;
    const controller = createThreadController({
      most: 2,
      now: () => nowMs,
      times: () => ({ cores: 2, idleMs, ownMs }),
    });
    const read = (): number => {
      const threads = controller.threads(undefined);
      nowMs += 80;
      ownMs += 80 * threads;
      controller.stepTook({ durationMs: 80, cpuMs: 80 * threads, threads, streams: undefined });
      return threads;
    };
    for (let count = 0; count < 5; count += 1) expect(read()).toBe(2);
    // Others are busy on both cores, and done.
    nowMs += 3_000;
    idleMs += 100;
    for (let count = 0; count < 5; count += 1) expect(read()).toBe(2);
  });

  it("reads on with as many where server and clients are busy for a moment", () => {
    const used = run({ busy: (atMs) => (atMs % 1_000 < 100 ? 0.9 : 0), streams: () => undefined }, 10_000);
    expect(share(used, 2, 0, 10_000)).toBe(1);
  });

  it("keeps to a quota that shows in nobody else's time, and tries ever more rarely whether it still holds", () => {
    let nowMs = 0;
    let ownMs = 0;
    let steps = 0;
    let crowded = 0;
    const times = (): CoreTimes => ({ cores: 2, idleMs: 2 * nowMs - ownMs, ownMs });
    const controller = createThreadController({ most: 2, now: () => nowMs, times });
    for (; nowMs < 120_000; steps += 1) {
      const threads = controller.threads(1);
      const durationMs = threads === 1 ? 8 : 60;
      const cpuMs = durationMs * (threads === 1 ? 0.9 : 0.8);
      if (threads === 2) crowded += 1;
      nowMs += durationMs;
      ownMs += cpuMs;
      controller.stepTook({ durationMs, cpuMs, threads, streams: 1 });
    }
    expect(crowded / steps).toBeLessThan(0.01);
    expect(crowded).toBeGreaterThan(5);
  });

  it("does not take more streams for a slower machine", () => {
    const used = run({ busy: () => 0, streams: (atMs) => (atMs < 10_000 ? 1 : 4) }, 30_000);
    expect(used.at(-1)?.threads).toBe(2);
  });
});
