import { expect, test } from "vitest";
import { createFakeClock } from "../testing/index.ts";
import { createAdmission } from "./admission.ts";
import { createRequestLifetime } from "./request-lifetime.ts";

const { signal } = new AbortController();

function createScene(enough?: AbortSignal) {
  const clock = createFakeClock();
  const admission = createAdmission({ maxInFlight: 1, maxQueued: 1 }, clock);
  const caller = new AbortController();
  const timeouts = { queueTimeoutMs: 1_000, totalTimeoutMs: 5_000 };
  const options = { admission, clock, timeouts, signal: caller.signal, enough, action: "answer" };
  return { admission, caller, clock, lifetime: createRequestLifetime(options) };
}

test("request takes one permit for all links of a chain, and gives it back once", async () => {
  const { admission, lifetime } = createScene();
  await lifetime.enter(signal, () => {});
  await lifetime.enter(signal, () => {});
  expect(admission.inFlight).toBe(1);
  lifetime.close();
  lifetime.close();
  expect(admission.inFlight).toBe(0);
});

test("permit that arrives after the request was closed is given back, and no timeout begins", async () => {
  const { admission, clock, lifetime } = createScene();
  const entering = lifetime.enter(signal, () => {});
  lifetime.close();
  await entering;
  expect(admission.inFlight).toBe(0);
  expect(clock.pendingCount).toBe(0);
});

test("total timeout begins with the permit and stops the work without the caller having left", async () => {
  const { clock, lifetime } = createScene();
  await lifetime.enter(signal, () => {});
  await clock.advance(4_999);
  expect(lifetime.stop.aborted).toBe(false);
  await clock.advance(1);
  expect(lifetime.stop.reason).toMatchObject({ code: "total_timeout" });
  expect(lifetime.left.aborted).toBe(false);
});

test.each(["signal", "enough"])("%s ends the request as cancelled, and is not listened to after close", (kind) => {
  const enough = new AbortController();
  const { caller, lifetime } = createScene(enough.signal);
  const closed = createScene(enough.signal);
  closed.lifetime.close();
  (kind === "signal" ? caller : enough).abort();
  expect(lifetime.left.reason).toMatchObject({ code: "cancelled" });
  expect(lifetime.stop.aborted).toBe(true);
  closed.caller.abort();
  expect(closed.lifetime.stop.aborted).toBe(false);
});
