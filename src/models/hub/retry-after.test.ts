import { describe, expect, it } from "vitest";
import { retryAfterSeconds } from "./retry-after.ts";

describe("Retry-After", () => {
  const nowMs = Date.UTC(2026, 0, 1);
  it.each([
    ["7", 7],
    [" 0 ", 0],
    ["Thu, 01 Jan 2026 00:00:30 GMT", 30],
    ["Thu, 01 Jan 2025 00:00:30 GMT", 0],
    ["soon", undefined],
    ["-5", undefined],
    [undefined, undefined],
  ])("of %j is %j seconds", (header, seconds) => expect(retryAfterSeconds(header, nowMs)).toBe(seconds));
});
