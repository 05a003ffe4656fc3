import { expect, it } from "vitest";
import { parseRetryAfter } from "./retry-after.ts";

const nowMs = Date.parse("Wed, 21 Oct 2026 07:28:00 GMT");

it.each([
  ["7", 7],
  [" 0 ", 0],
  ["Wed, 21 Oct 2026 07:28:30 GMT", 30],
  ["Wed, 21 Oct 2026 07:00:00 GMT", 0],
  [undefined, undefined],
  ["", undefined],
  ["-1", undefined],
  ["1.5", undefined],
  ["-5", undefined],
  ["soon", undefined],
])("Retry-After %j is %j seconds", (header, expected) => {
  expect(parseRetryAfter(header, nowMs)).toBe(expected);
});
