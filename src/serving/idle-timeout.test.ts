import { expect, test, vi } from "vitest";
import { createFakeClock } from "../testing/index.ts";
import { createIdleTimeout } from "./idle-timeout.ts";

test("idle timeout tells once, when the limit has passed since the last touch", async () => {
  const clock = createFakeClock();
  const idle = createIdleTimeout(clock);
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

test("idle timeout sets no timer for a touch", () => {
  const clock = createFakeClock();
  const schedule = vi.spyOn(clock, "schedule");
  const idle = createIdleTimeout(clock);
  idle.start(100, () => {});
  for (let count = 0; count < 1_000; count += 1) idle.touch(clock.now());
  expect(schedule).toHaveBeenCalledOnce();
});

test("idle timeout does not count while it is paused, and counts anew afterwards", async () => {
  const clock = createFakeClock();
  const idle = createIdleTimeout(clock);
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

test("idle timeout that is stopped or started anew forgets what it counted", async () => {
  const clock = createFakeClock();
  const idle = createIdleTimeout(clock);
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
