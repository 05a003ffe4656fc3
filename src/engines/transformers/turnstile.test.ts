import { expect, it } from "vitest";
import { createTurnstile } from "./turnstile.ts";

const never = new AbortController().signal;

it("turnstile lets one at a time through, in the order of arrival", async () => {
  const turnstile = createTurnstile();
  const order: string[] = [];
  const leaveFirst = await turnstile.enter(never);
  const others = ["second", "third"].map(async (name) => {
    const leave = await turnstile.enter(never);
    order.push(name);
    leave();
  });
  await Promise.resolve();
  expect(order).toEqual([]);
  leaveFirst();
  leaveFirst();
  await Promise.all(others);
  expect(order).toEqual(["second", "third"]);
});

it("turnstile passes over whoever gave up, and refuses who comes aborted", async () => {
  const turnstile = createTurnstile();
  const leave = await turnstile.enter(never);
  const abort = new AbortController();
  const given = turnstile.enter(abort.signal);
  const patient = turnstile.enter(never);
  abort.abort();
  await expect(given).rejects.toMatchObject({ code: "cancelled" });
  leave();
  (await patient)();
  await expect(turnstile.enter(AbortSignal.abort())).rejects.toMatchObject({ code: "cancelled" });
});

it("turnstile is idle once the last one has left", async () => {
  const turnstile = createTurnstile();
  await turnstile.idle();
  const leave = await turnstile.enter(never);
  let isIdle = false;
  const idle = turnstile.idle().then(() => (isIdle = true));
  await Promise.resolve();
  expect(isIdle).toBe(false);
  leave();
  await idle;
  expect(isIdle).toBe(true);
});
