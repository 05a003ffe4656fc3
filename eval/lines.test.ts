import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { emotionLabels } from "#repartee/core/emotion.js";
import { expect, test } from "vitest";
import { sampleLines, wholeTable } from "./lines.ts";

test("the whole table has 200 English lines and 30 of each other language", () => {
  const lines = sampleLines(wholeTable);
  expect(lines).toHaveLength(200 + 9 * 30);
  expect(lines.filter(({ language }) => language === "en")).toHaveLength(200);
  expect(new Set(lines.map(({ text }) => text)).size).toBe(lines.length);
});

test("a sample has as many lines as asked, evenly of all feelings, and is the same each time", () => {
  const sample = sampleLines({ others: 0, named: { en: 12, ja: 2 } });
  expect(sample.filter(({ language }) => language === "ja")).toHaveLength(2);
  const english = sample.filter(({ language }) => language === "en");
  const counts = emotionLabels.map((label) => english.filter(({ emotion }) => emotion === label).length);
  expect(counts).toEqual([3, 3, 2, 2, 2]);
  expect(sampleLines({ others: 0, named: { en: 12, ja: 2 } })).toEqual(sample);
  expect(new Set(sample).size).toBe(14);
});

test("a line under no feeling is refused with its place", () => {
  const folder = mkdtempSync(join(tmpdir(), "repartee-lines-"));
  writeFileSync(join(folder, "en.txt"), "# glad\nA line.\n");
  expect(() => sampleLines({ others: 0, named: { en: 1 } }, folder)).toThrow("en.txt:1: expected a line under");
});
