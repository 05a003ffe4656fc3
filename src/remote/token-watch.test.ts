import { expect, it } from "vitest";
import { createFakeClock, type FakeClock } from "../testing/fake-clock.ts";
import { createTokenWatch, type TokenWatch } from "./token-watch.ts";

const limits = { firstTokenMs: 60, betweenTokensMs: 15, totalMs: 200 };

function watched(clock: FakeClock): { watch: TokenWatch; expired: string[] } {
  const expired: string[] = [];
  return { watch: createTokenWatch(clock, limits, "m", ({ code }) => expired.push(code)), expired };
}

const never = new Promise<never>(() => {});

it("first token clock counts all waiting before the first token, in one chunk or several", async () => {
  const clock = createFakeClock();
  const { watch, expired } = watched(clock);
  const first = watch.during(new Promise<void>((resolve) => void clock.schedule(40, resolve)));
  await clock.advance(40);
  await first;
  void watch.during(never);
  await clock.advance(19);
  expect(expired).toEqual([]);
  await clock.advance(1);
  expect(expired).toEqual(["first_token_timeout"]);
});

it("clock between tokens begins with each token, and waits while nobody waits", async () => {
  const clock = createFakeClock();
  const { watch, expired } = watched(clock);
  watch.touch();
  await clock.advance(100);
  void watch.during(never);
  await clock.advance(14);
  expect(expired).toEqual([]);
  await clock.advance(1);
  expect(expired).toEqual(["token_stall"]);
});

it("total clock runs all the time, and not after stop", async () => {
  const clock = createFakeClock();
  const { expired } = watched(clock);
  const stopped = watched(clock);
  stopped.watch.stop();
  await clock.advance(200);
  expect(expired).toEqual(["total_timeout"]);
  expect(stopped.expired).toEqual([]);
  expect(clock.pendingCount).toBe(0);
});
