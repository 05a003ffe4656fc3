import { expect, it } from "vitest";
import { createFakeClock } from "./fake-clock.ts";

it("fake clock makes calls in the order in which they fall due, at their time", async () => {
  const clock = createFakeClock(1000);
  const made: [string, number][] = [];
  clock.schedule(30, () => made.push(["late", clock.now()]));
  clock.schedule(10, () => made.push(["early", clock.now()]));
  clock.schedule(10, () => made.push(["early, scheduled second", clock.now()]));
  clock.schedule(31, () => made.push(["not yet", clock.now()]));
  await clock.advance(30);
  expect(made).toEqual([
    ["early", 1010],
    ["early, scheduled second", 1010],
    ["late", 1030],
  ]);
  expect(clock.now()).toBe(1030);
  expect(clock.pendingCount).toBe(1);
});

it("fake clock forgets a call that was cancelled", async () => {
  const clock = createFakeClock();
  let calls = 0;
  const scheduled = clock.schedule(5, () => (calls += 1));
  scheduled.cancel();
  await clock.advance(10);
  expect(calls).toBe(0);
  expect(clock.pendingCount).toBe(0);
});

it("fake clock makes calls that promises schedule on the way", async () => {
  const clock = createFakeClock();
  const wait = (ms: number): Promise<void> => new Promise((resolve) => void clock.schedule(ms, resolve));
  const times: number[] = [];
  const loop = async (): Promise<void> => {
    for (let round = 0; round < 3; round += 1) {
      await wait(10);
      times.push(clock.now());
    }
  };
  const running = loop();
  await clock.advance(29);
  expect(times).toEqual([10, 20]);
  await clock.advance(1);
  await running;
  expect(times).toEqual([10, 20, 30]);
});

it("fake clock, moved by nothing, lets promises settle and no time pass", async () => {
  const clock = createFakeClock();
  let settled = false;
  void Promise.resolve()
    .then(() => {})
    .then(() => (settled = true));
  await clock.advance(0);
  expect(settled).toBe(true);
  expect(clock.now()).toBe(0);
});

it("fake clock refuses to go back", async () => {
  const clock = createFakeClock();
  await expect(clock.advance(-1)).rejects.toThrow(RangeError);
  await expect(clock.advance(Number.NaN)).rejects.toThrow(RangeError);
});

it("fake clock gives up on calls that schedule themselves without delay", async () => {
  const clock = createFakeClock();
  const again = (): void => void clock.schedule(0, again);
  again();
  await expect(clock.advance(1)).rejects.toThrow("calls fell due");
});
