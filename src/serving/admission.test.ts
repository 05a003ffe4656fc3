import { expect, test } from "vitest";
import { createFakeClock } from "../testing/index.ts";
import { createAdmission, type Permit } from "./admission.ts";

function createScene(maxInFlight: number, maxQueued: number) {
  const clock = createFakeClock();
  const admission = createAdmission({ maxInFlight, maxQueued }, clock);
  /** One request, and what was reported to it. */
  function admit(queueTimeoutMs = 1_000, who: { readonly client?: string; readonly tokens?: number } = {}) {
    const caller = new AbortController();
    const reported: number[] = [];
    let permit: Permit | undefined;
    let refused: unknown;
    const onQueued = (ahead: number): void => void reported.push(ahead);
    admission.admit({ ...who, queueTimeoutMs, signal: caller.signal, onQueued }).then(
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

test("clients are admitted in turn, weighed by tokens; a late one waits for its own requests alone", async () => {
  const { clock, admit } = createScene(1, 1_000);
  const running = admit(1_000, { client: "greedy" });
  const greedy = Array.from({ length: 300 }, () => admit(1_000, { client: "greedy", tokens: 100 }));
  await clock.advance(0);
  const polite = admit(1_000, { client: "polite", tokens: 100 });
  const large = admit(1_000, { client: "large", tokens: 350 });
  await clock.advance(0);
  expect(polite.reported).toEqual([1]);
  running.release();
  await clock.advance(0);
  greedy[0]?.release();
  await clock.advance(0);
  expect([polite.admitted, greedy[1]?.admitted]).toEqual([true, false]);
  polite.release();
  for (const one of greedy.slice(1, 3)) {
    await clock.advance(0);
    expect(large.admitted).toBe(false);
    one.release();
  }
  await clock.advance(0);
  expect([large.admitted, greedy[3]?.admitted]).toEqual([true, false]);
});

test("a queue that one client has filled has room for another, and the newest of the first is refused for it", async () => {
  const { clock, admission, admit } = createScene(1, 4);
  admit(1_000, { client: "greedy" });
  const greedy = Array.from({ length: 4 }, () => admit(1_000, { client: "greedy" }));
  const polite = [admit(1_000, { client: "polite" }), admit(1_000, { client: "polite" })];
  const third = admit(1_000, { client: "polite" });
  await clock.advance(0);
  expect(polite.map(({ refused }) => refused)).toEqual([undefined, undefined]);
  expect(greedy.map(({ refused }) => refused !== undefined)).toEqual([false, false, true, true]);
  expect(greedy[3]?.refused).toMatchObject({ code: "queue_full", status: 429 });
  expect(third.refused).toMatchObject({ code: "queue_full" });
  expect(admission.queued).toBe(4);
});

test("queue holds so many tokens and no more, but one request always", async () => {
  const clock = createFakeClock();
  const admission = createAdmission({ maxInFlight: 1, maxQueued: 100, maxQueuedTokens: 1_000 }, clock);
  const { signal } = new AbortController();
  const ask = (tokens: number) => admission.admit({ tokens, queueTimeoutMs: 1_000, signal, onQueued() {} });
  await ask(1);
  const waiting = [ask(5_000)];
  await expect(ask(1)).rejects.toMatchObject({ code: "queue_full" });
  expect(admission.queued).toBe(1);
  const refused = expect(waiting[0]).rejects.toMatchObject({ code: "queue_timeout" });
  await clock.advance(1_000);
  await refused;
  const small = ask(10);
  await clock.advance(0);
  expect(admission.queued).toBe(1);
  const late = expect(small).rejects.toMatchObject({ code: "queue_timeout" });
  await clock.advance(1_000);
  await late;
});
