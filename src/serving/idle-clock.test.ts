import { expect, test, vi } from "vitest";
import { createFakeClock } from "../testing/index.ts";
import { createIdleClock } from "./idle-clock.ts";

test("idle clock tells once, when the limit has passed since the last touch", async () => {
  const clock = createFakeClock();
  const idle = createIdleClock(clock);
  const onIdle = vi.fn<() => void>();
  idle.start(100, onIdle);
  await clock.advance(60);
  idle.touch(clock.now());
  await clock.advance(99);
  expect(onIdle).not.toHaveBeenCalled();
  await clock.advance(1);
  expect(onIdle).toHaveBeenCalledOnce();
  expect(clock.pendingCount).toBe(0);
});

test("idle clock sets no timer for a touch", () => {
  const clock = createFakeClock();
  const schedule = vi.spyOn(clock, "schedule");
  const idle = createIdleClock(clock);
  idle.start(100, () => {});
  for (let count = 0; count < 1_000; count += 1) idle.touch(clock.now());
  expect(schedule).toHaveBeenCalledOnce();
});

test("idle clock does not count while it is paused, and counts anew afterwards", async () => {
  const clock = createFakeClock();
  const idle = createIdleClock(clock);
  const onIdle = vi.fn<() => void>();
  idle.start(100, onIdle);
  await clock.advance(90);
  idle.pause();
  await clock.advance(1_000);
  idle.resume();
  await clock.advance(99);
  expect(onIdle).not.toHaveBeenCalled();
  await clock.advance(1);
  expect(onIdle).toHaveBeenCalledOnce();
});

test("idle clock that is stopped or started anew forgets what it counted", async () => {
  const clock = createFakeClock();
  const idle = createIdleClock(clock);
  const [first, second] = [vi.fn<() => void>(), vi.fn<() => void>()];
  idle.start(100, first);
  await clock.advance(50);
  idle.start(100, second);
  await clock.advance(99);
  idle.stop();
  await clock.advance(100);
  expect(first).not.toHaveBeenCalled();
  expect(second).not.toHaveBeenCalled();
  expect(clock.pendingCount).toBe(0);
});
