import { expect, it } from "vitest";
import { retryConflicts } from "./retry-conflicts.ts";

const database = { isConflict: (error: unknown) => error instanceof Error && error.message === "deadlock detected" };

/** Fails as often with that message. */
function failing(times: number, message: string): { work(): Promise<string>; calls(): number } {
  let calls = 0;
  return {
    async work() {
      calls += 1;
      if (calls <= times) throw new Error(message);
      return "stored";
    },
    calls: () => calls,
  };
}

it("runs aborted work again, three times at most in all", async () => {
  expect(await retryConflicts(database, failing(2, "deadlock detected").work)).toBe("stored");
  const always = failing(9, "deadlock detected");
  await expect(retryConflicts(database, always.work)).rejects.toThrow("deadlock detected");
  expect(always.calls()).toBe(3);
});

it("does not run again what failed for another reason", async () => {
  const lost = failing(1, "the connection is lost");
  await expect(retryConflicts(database, lost.work)).rejects.toThrow("the connection is lost");
  expect(lost.calls()).toBe(1);
});
