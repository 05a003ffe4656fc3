import { expect, it } from "vitest";
import { createFakeClock } from "../testing/fake-clock.ts";
import { createRetryBudget, type RetryBudget } from "./retry-budget.ts";

function takeAll(budget: RetryBudget): number {
  let taken = 0;
  while (taken < 1000 && budget.take()) taken += 1;
  return taken;
}

it("retry budget has one retry for the only request", () => {
  const budget = createRetryBudget(createFakeClock());
  budget.countRequest();
  expect(takeAll(budget)).toBe(1);
});

it("retry budget has a tenth of the requests of ten seconds, and forgets older ones", async () => {
  const clock = createFakeClock();
  const budget = createRetryBudget(clock);
  for (let count = 0; count < 50; count += 1) budget.countRequest();
  expect(takeAll(budget)).toBe(5);
  await clock.advance(9_999);
  expect(takeAll(budget)).toBe(0);
  await clock.advance(1);
  for (let count = 0; count < 20; count += 1) budget.countRequest();
  expect(takeAll(budget)).toBe(2);
});
