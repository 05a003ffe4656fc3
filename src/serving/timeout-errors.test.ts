import { expect, test } from "vitest";
import { firstTokenTimeout, queueTimeout } from "./timeout-errors.ts";

test.each([
  [1, "1 ms"],
  [40, "40 ms"],
  [999, "999 ms"],
  [1_000, "1 s"],
  [1_250, "1250 ms"],
  [8_500, "8.5 s"],
  [9_999, "9999 ms"],
  [60_000, "60 s"],
])("a limit of %d ms is shown as %s", (ms, shown) => {
  expect(firstTokenTimeout("m", ms).message).toBe(`Model "m" generated no token within ${shown}`);
});

test("a queue's short limit asks for no retry before a second has passed", () => {
  expect(queueTimeout(40)).toMatchObject({ retryAfterSeconds: 1, facts: { limit_ms: 40 } });
});
