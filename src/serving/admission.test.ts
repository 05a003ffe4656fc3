import { expect, test } from "vitest";
import { createFakeClock } from "../testing/index.ts";
import { createAdmission, type Permit } from "./admission.ts";

function createScene(maxInFlight: number, maxQueued: number) {
  const clock = createFakeClock();
  const admission = createAdmission({ maxInFlight, maxQueued }, clock);
  /** One request, and what was reported to it. */
  function admit(queueTimeoutMs = 1_000) {
    const caller = new AbortController();
    const reported: number[] = [];
    let permit: Permit | undefined;
    let refused: unknown;
    const onQueued = (ahead: number): void => void reported.push(ahead);
    admission.admit({ queueTimeoutMs, signal: caller.signal, onQueued }).then(
      (given) => (permit = given),
      (error: unknown) => (refused = error),
    );
    return {
      reported,
      release: () => permit?.release(),
      abort: () => caller.abort(),
      get admitted() {
        return permit !== undefined;
      },
      get refused() {
        return refused;
      },
    };
  }
  return { clock, admission, admit };
}

test("requests are admitted up to the limit, the rest wait in the order of arrival", async () => {
  const { clock, admission, admit } = createScene(2, 10);
  const requests = [admit(), admit(), admit(), admit(), admit()];
  await clock.advance(0);
  expect(requests.map((request) => request.admitted)).toEqual([true, true, false, false, false]);
  expect([admission.inFlight, admission.queued]).toEqual([2, 3]);
  expect(requests.map((request) => request.reported)).toEqual([[], [], [0], [1], [2]]);
  requests[1]?.release();
  await clock.advance(0);
  expect(requests.map((request) => request.admitted)).toEqual([true, true, true, false, false]);
  expect([admission.inFlight, admission.queued]).toEqual([2, 2]);
});

test("queued request is notified when the number ahead has halved, and not for every step", async () => {
  const { clock, admit } = createScene(1, 10);
  const requests = Array.from({ length: 8 }, () => admit());
  for (const request of requests) {
    await clock.advance(0);
    request.release();
  }
  expect(requests.at(-1)?.reported).toEqual([6, 3, 1, 0]);
});

test("permit that is released twice admits one request", async () => {
  const { clock, admission, admit } = createScene(1, 10);
  const [first, second] = [admit(), admit(), admit()];
  await clock.advance(0);
  first?.release();
  first?.release();
  await clock.advance(0);
  expect(second?.admitted).toBe(true);
  expect([admission.inFlight, admission.queued]).toEqual([1, 1]);
});

test("full queue refuses at once, with the time after which to retry", async () => {
  const { clock, admit } = createScene(1, 1);
  const requests = [admit(), admit(), admit(2_500)];
  await clock.advance(0);
  expect(requests[2]?.refused).toMatchObject({
    code: "queue_full",
    status: 429,
    retryAfterSeconds: 3,
    facts: { max_in_flight: 1, max_queued: 1 },
  });
  expect(requests[1]?.refused).toBeUndefined();
});

test("queue of length 0 still admits up to the limit", async () => {
  const { clock, admit } = createScene(1, 0);
  const [first, second] = [admit(), admit()];
  await clock.advance(0);
  expect(first.admitted).toBe(true);
  expect(second.refused).toMatchObject({ code: "queue_full" });
});

test("request that waited too long is refused, and those behind it move up", async () => {
  const { clock, admission, admit } = createScene(1, 10);
  const [first, impatient, patient] = [admit(), admit(100), admit(1_000)];
  await clock.advance(100);
  expect(impatient.refused).toMatchObject({ code: "queue_timeout", status: 429 });
  expect(patient.reported).toEqual([1, 0]);
  first.release();
  await clock.advance(0);
  expect(patient.admitted).toBe(true);
  expect(admission.queued).toBe(0);
  expect(clock.pendingCount).toBe(0);
});

test("request that is aborted in the queue takes no permit, and neither timer nor listener is left", async () => {
  const { clock, admission, admit } = createScene(1, 10);
  const [first, second] = [admit(), admit()];
  await clock.advance(0);
  second.abort();
  await clock.advance(0);
  expect(second.refused).toMatchObject({ code: "cancelled" });
  expect(clock.pendingCount).toBe(0);
  first.release();
  expect([admission.inFlight, admission.queued]).toEqual([0, 0]);
});
