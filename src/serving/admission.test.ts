import { expect, test } from "vitest";
import { createFakeClock } from "../testing/index.ts";
import { createAdmission, type Place } from "./admission.ts";

function createScene(maxInFlight: number, maxQueued: number) {
  const clock = createFakeClock();
  const admission = createAdmission({ maxInFlight, maxQueued }, clock);
  /** One request, and what it was told. */
  function enter(queueMs = 1_000) {
    const caller = new AbortController();
    const told: number[] = [];
    let place: Place | undefined;
    let refused: unknown;
    const onQueued = (ahead: number): void => void told.push(ahead);
    admission.enter({ queueMs, signal: caller.signal, onQueued }).then(
      (given) => (place = given),
      (error: unknown) => (refused = error),
    );
    return {
      told,
      leave: () => place?.leave(),
      abort: () => caller.abort(),
      get in() {
        return place !== undefined;
      },
      get refused() {
        return refused;
      },
    };
  }
  return { clock, admission, enter };
}

test("requests are let in up to the limit, the rest waits in the order of arrival", async () => {
  const { clock, admission, enter } = createScene(2, 10);
  const requests = [enter(), enter(), enter(), enter(), enter()];
  await clock.advance(0);
  expect(requests.map((request) => request.in)).toEqual([true, true, false, false, false]);
  expect([admission.inFlight, admission.queued]).toEqual([2, 3]);
  expect(requests.map((request) => request.told)).toEqual([[], [], [0], [1], [2]]);
  requests[1]?.leave();
  await clock.advance(0);
  expect(requests.map((request) => request.in)).toEqual([true, true, true, false, false]);
  expect([admission.inFlight, admission.queued]).toEqual([2, 2]);
});

test("who waits is told when the number in front has halved, and not for every step", async () => {
  const { clock, enter } = createScene(1, 10);
  const requests = Array.from({ length: 8 }, () => enter());
  for (const request of requests) {
    await clock.advance(0);
    request.leave();
  }
  expect(requests.at(-1)?.told).toEqual([6, 3, 1, 0]);
});

test("place that is left twice lets one in", async () => {
  const { clock, admission, enter } = createScene(1, 10);
  const [first, second] = [enter(), enter(), enter()];
  await clock.advance(0);
  first?.leave();
  first?.leave();
  await clock.advance(0);
  expect(second?.in).toBe(true);
  expect([admission.inFlight, admission.queued]).toEqual([1, 1]);
});

test("full queue refuses at once, with the time after which to come again", async () => {
  const { clock, enter } = createScene(1, 1);
  const requests = [enter(), enter(), enter(2_500)];
  await clock.advance(0);
  expect(requests[2]?.refused).toMatchObject({
    code: "queue_full",
    status: 429,
    retryAfterSeconds: 3,
    facts: { max_in_flight: 1, max_queued: 1 },
  });
  expect(requests[1]?.refused).toBeUndefined();
});

test("queue of length 0 still lets in what there is room for", async () => {
  const { clock, enter } = createScene(1, 0);
  const [first, second] = [enter(), enter()];
  await clock.advance(0);
  expect(first.in).toBe(true);
  expect(second.refused).toMatchObject({ code: "queue_full" });
});

test("who waited too long is refused, and those behind move up", async () => {
  const { clock, admission, enter } = createScene(1, 10);
  const [first, impatient, patient] = [enter(), enter(100), enter(1_000)];
  await clock.advance(100);
  expect(impatient.refused).toMatchObject({ code: "queue_timeout", status: 503 });
  expect(patient.told).toEqual([1, 0]);
  first.leave();
  await clock.advance(0);
  expect(patient.in).toBe(true);
  expect(admission.queued).toBe(0);
  expect(clock.pendingCount).toBe(0);
});

test("who leaves the queue takes no place, and nothing of the waiting is left", async () => {
  const { clock, admission, enter } = createScene(1, 10);
  const [first, second] = [enter(), enter()];
  await clock.advance(0);
  second.abort();
  await clock.advance(0);
  expect(second.refused).toMatchObject({ code: "cancelled" });
  expect(clock.pendingCount).toBe(0);
  first.leave();
  expect([admission.inFlight, admission.queued]).toEqual([0, 0]);
});
