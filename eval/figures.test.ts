import { expect, test } from "vitest";
import { describe, durations, share } from "./figures.ts";

test("a share counts hits and what it is of, and says nothing of nothing", () => {
  expect(describe(share([true, false, true, true]))).toBe("3 of 4 (75 %)");
  expect(describe(share([]))).toBe("–");
});

test("a calibration tells the error and which way it lies, and says nothing of nothing", () => {
  expect(describe({ error: 0.123, excess: -0.1, of: 50 })).toBe("0.12 over 50 (too modest by 0.10)");
  expect(describe({ error: 0.123, excess: 0.1, of: 50 })).toBe("0.12 over 50 (too sure by 0.10)");
  expect(describe({ error: 0, excess: 0, of: 0 })).toBe("–");
});

test("durations leave out what was not measured", () => {
  expect(durations([30, null, 10, 20])).toEqual({ medianMs: 20, p95Ms: 30 });
  expect(describe(durations([null]))).toBe("–");
  expect(describe(durations([10.4]))).toBe("10 ms, 95 % under 10 ms");
});
