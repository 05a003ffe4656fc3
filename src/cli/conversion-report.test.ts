import { expect, test } from "vitest";
import { createConversionReport } from "./conversion-report.ts";

function written(isTTY: boolean, fractions: readonly number[]): readonly string[] {
  const texts: string[] = [];
  const report = createConversionReport({ isTTY, write: (text) => texts.push(text) });
  for (const fraction of fractions) report.show(fraction);
  report.end();
  return texts;
}

test("a conversion is a line for every tenth where there is no terminal", () => {
  expect(written(false, [0.01, 0.05, 0.12, 0.5, 1])).toEqual([
    "Converting   1 %\n",
    "Converting  12 %\n",
    "Converting  50 %\n",
    "Converting 100 %\n",
  ]);
});

test("a conversion is a bar that is taken away on a terminal", () => {
  const texts = written(true, [0.5, 1]);
  expect(texts[0]).toContain("[###############---------------]  Converting  50 %");
  expect(texts.at(-1)).toMatch(/^\r.{0,4}K$/);
});

test("a model that was converted already is not reported", () => {
  expect(written(false, [1])).toEqual([]);
});
