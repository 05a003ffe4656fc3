import { expect, it } from "vitest";
import { createFakeClock } from "../testing/fake-clock.ts";
import { withTimeout } from "./with-timeout.ts";

it("work that ends in time gives its value or its error, and leaves no timer", async () => {
  const clock = createFakeClock();
  const options = { clock, timeoutMs: 10, onTimeout: () => "late" };
  expect(await withTimeout(Promise.resolve("value"), options)).toBe("value");
  await expect(withTimeout(Promise.reject(new Error("no")), options)).rejects.toThrow("no");
  expect(clock.pendingCount).toBe(0);
});

it("work that takes longer gives the fallback, and a later error of it is ignored", async () => {
  const clock = createFakeClock();
  let fail = (): void => {};
  const work = new Promise<string>((_, reject) => (fail = () => reject(new Error("too late"))));
  const value = withTimeout(work, { clock, timeoutMs: 10, onTimeout: () => "late" });
  await clock.advance(10);
  expect(await value).toBe("late");
  fail();
  await clock.advance(0);
});

it("a fallback that throws is the error", async () => {
  const clock = createFakeClock();
  const onTimeout = (): never => {
    throw new TypeError("time is up");
  };
  const value = withTimeout(new Promise(() => {}), { clock, timeoutMs: 10, onTimeout });
  const settled = expect(value).rejects.toThrow("time is up");
  await clock.advance(10);
  await settled;
});
