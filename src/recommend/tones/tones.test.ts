import { expect, test } from "vitest";
import type { CatalogEntry } from "../catalog/catalog-entry.ts";
import { builtInCatalog } from "../catalog/open-catalog.ts";
import { toneOf } from "./entry-tones.ts";
import { hearTones } from "./heard-tones.ts";
import { tones } from "./tone.ts";

test.each([
  ["thoughtful sci-fi", { thoughtful: 1 }, "sci-fi"],
  ["something without much blood", { violent: -1 }, "something"],
  ["a mystery, not too scary but funny", { scary: -1, funny: 1 }, "a mystery but"],
  ["a slow Korean thriller", { slow: 1 }, "a Korean thriller"],
  ["for kids", { "for kids": 1 }, "for"],
  ["feel-good film", { warm: 1 }, "film"],
  ["ein ruhiger Film ohne Gewalt", { gentle: 1, violent: -1 }, "ein Film"],
  ["un film drôle, pas triste", { funny: 1, sad: -1 }, "un film"],
  ["una película divertida sin sangre", { funny: 1, violent: -1 }, ""],
  ["добрый фильм", { warm: 1 }, ""],
  ["静かな映画", { gentle: 1 }, ""],
  ["怖くない映画", { scary: -1 }, undefined],
  ["不太暴力的电影", { violent: -1 }, undefined],
  ["무서운 영화", { scary: 1 }, ""],
  ["slower, quieter and less scary", { slow: 1, gentle: 1, scary: -1 }, "and"],
  ["gloomier but happier", { dark: 1, warm: 1 }, "but"],
  ["a series that makes you think", { thoughtful: 1 }, "a series that makes you"],
  ["samurai", {}, "samurai"],
] as const)("tones heard in %j are %j", (question, expected, subject) => {
  const heard = hearTones(question);
  expect(Object.fromEntries(heard.tones)).toEqual(expected);
  if (subject !== undefined) expect(heard.subject).toBe(subject);
});

test("things that are not wanted are heard as such, and not looked for", () => {
  const heard = hearTones("a horror film without dragons, in a school");
  expect(heard.avoided).toEqual(["dragon"]);
  expect(heard.asked).toBe("a horror film in a school");
});

const catalog = builtInCatalog();

function entry(id: string): CatalogEntry {
  const found = catalog.find((one) => one.id === id);
  if (found === undefined) throw new Error(`The catalog has no ${id}`);
  return found;
}

test.each([
  ["thoughtful", "arrival-2016", "terminator-2-judgment-day-1991"],
  ["slow", "memories-of-murder-2003", "train-to-busan-2016"],
  ["for kids", "my-neighbor-totoro-1988", "heat-1995"],
  ["violent", "john-wick-2014", "amelie-2001"],
  ["funny", "groundhog-day-1993", "chernobyl-2019"],
] as const)("more %s is in %s than in %s", (tone, more, less) => {
  expect(toneOf(entry(more), tone)).toBeGreaterThan(0.3);
  expect(toneOf(entry(less), tone)).toBeLessThan(0);
});

test("an entry of a catalog without tones has those of its genres, all from -1 to 1", () => {
  const plain: CatalogEntry = { ...entry("john-wick-2014"), tones: [] };
  expect(toneOf(plain, "exciting")).toBe(1);
  for (const one of catalog) {
    for (const tone of tones) expect(Math.abs(toneOf(one, tone))).toBeLessThanOrEqual(1);
  }
});
