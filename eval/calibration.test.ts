import { expect, test } from "vitest";
import { calibration } from "./calibration.ts";

const times = (count: number, confidence: number, isRight: boolean) =>
  Array.from({ length: count }, () => ({ confidence, isRight }));

test("calibration error is 0 where confidence is the share that is right", () => {
  const { error, excess, of } = calibration([...times(7, 0.7, true), ...times(3, 0.7, false)]);
  expect([error, excess]).toEqual([expect.closeTo(0), expect.closeTo(0)]);
  expect(of).toBe(10);
});

test("calibration error adds up what bins lie apart in both directions; the excess tells which way", () => {
  const judged = [...times(2, 0.95, false), ...times(2, 0.25, true)];
  expect(calibration(judged).error).toBeCloseTo(0.85);
  expect(calibration(judged).excess).toBeCloseTo(0.1);
  expect(calibration(times(3, 1, false)).error).toBe(1);
});

test("calibration of nothing says nothing", () => {
  expect(calibration([])).toEqual({ error: 0, excess: 0, of: 0 });
});
