import { expect, test } from "vitest";
import type { Clock, ScheduledCall } from "../core/clock.ts";
import { createFakeClock } from "../testing/index.ts";
import type { FakeClock } from "../testing/index.ts";
import { watchSilence } from "./silence-watch.ts";

interface Scene {
  readonly clock: FakeClock;
  readonly watch: ScheduledCall;
  hear(): void;
  readonly silentAtMs: readonly number[];
  /** How often the watch set a timer. */
  timers(): number;
}

function watchScene(limitMs: number = 10_000): Scene {
  const clock = createFakeClock();
  const silentAtMs: number[] = [];
  let heardMs = 0;
  let timers = 0;
  const counting: Clock = {
    now: clock.now,
    schedule(delayMs, callback) {
      timers += 1;
      return clock.schedule(delayMs, callback);
    },
  };
  const watch = watchSilence({
    limitMs,
    clock: counting,
    lastHeardMs: () => heardMs,
    onSilent: () => silentAtMs.push(clock.now()),
  });
  return { clock, watch, hear: () => (heardMs = clock.now()), silentAtMs, timers: () => timers };
}

test("silence is reported once, when it lasted for the whole limit", async () => {
  const { clock, silentAtMs } = watchScene();
  await clock.advance(9_999);
  expect(silentAtMs).toEqual([]);
  await clock.advance(60_000);
  expect(silentAtMs).toEqual([10_000]);
  expect(clock.pendingCount).toBe(0);
});

test("silence is counted from the last sign of life, whenever that came", async () => {
  const { clock, hear, silentAtMs } = watchScene();
  for (const waitMs of [7_000, 8_500, 9_999, 1, 9_000]) {
    await clock.advance(waitMs);
    hear();
  }
  const heardLastMs = clock.now();
  expect(silentAtMs).toEqual([]);
  await clock.advance(30_000);
  expect(silentAtMs).toHaveLength(1);
  expect(silentAtMs[0]).toBeGreaterThanOrEqual(heardLastMs + 10_000);
  expect(silentAtMs[0]).toBeLessThanOrEqual(heardLastMs + 12_000);
});

test("signs of life set no timers: one is set every eight seconds or so, however many there are", async () => {
  const { clock, hear, silentAtMs, timers } = watchScene();
  for (let ms = 0; ms < 80_000; ms += 100) {
    await clock.advance(100);
    hear();
  }
  expect(silentAtMs).toEqual([]);
  expect(timers()).toBeLessThanOrEqual(11);
});

test("silence over which this process stood still as well is no silence, when a sign comes after it", async () => {
  let nowMs = 0;
  let heardMs = 0;
  let due: (() => void) | undefined;
  const delays: number[] = [];
  let silent = false;
  const standing: Clock = {
    now: () => nowMs,
    schedule(delayMs, callback) {
      delays.push(delayMs);
      due = callback;
      return { cancel() {} };
    },
  };
  watchSilence({ limitMs: 10_000, clock: standing, lastHeardMs: () => heardMs, onSilent: () => (silent = true) });
  // The timer fires an hour late, before the messages of that hour are read.
  nowMs = 3_600_000;
  due?.();
  expect(silent).toBe(false);
  heardMs = nowMs + 1;
  nowMs += 2_000;
  due?.();
  expect(silent).toBe(false);
  expect(delays).toEqual([8_000, 2_000, 6_001]);
});

test("watch that was cancelled reports nothing and leaves no timer", async () => {
  const { clock, watch, silentAtMs } = watchScene();
  await clock.advance(8_500);
  watch.cancel();
  expect(clock.pendingCount).toBe(0);
  await clock.advance(60_000);
  expect(silentAtMs).toEqual([]);
});
