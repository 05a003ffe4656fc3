import { expect, test } from "vitest";
import type { CatalogEntry } from "../catalog/catalog-entry.ts";
import { builtInCatalog } from "../catalog/open-catalog.ts";
import type { Tone } from "../tones/tone.ts";
import { feelScores } from "./feel.ts";

const catalog = builtInCatalog();

function entryOf(title: string): CatalogEntry {
  const found = catalog.find((entry) => entry.title === title);
  if (found === undefined) throw new Error(`The catalog has no ${title}`);
  return found;
}

function scoreOf(title: string, scores: Float32Array | undefined): number {
  return scores?.[catalog.indexOf(entryOf(title))] ?? Number.NaN;
}

const noTones: ReadonlySet<Tone> = new Set();

test.each([
  ["Amélie", "Love Actually", "Grand Illusion"],
  ["Heat", "Inside Man", "Notting Hill"],
  ["Alien", "The Thing", "The Martian"],
])("after %s, %s feels nearer than %s", (liked, nearer, farther) => {
  const scores = feelScores(catalog, [{ title: liked, verdict: "liked", entry: entryOf(liked) }], noTones);
  expect(scoreOf(nearer, scores)).toBeGreaterThan(scoreOf(farther, scores));
});

test("what is disliked is farther than what nothing is known of, and what was only seen says nothing", () => {
  const entry = entryOf("Saw");
  const scores = feelScores(catalog, [{ title: "Saw", verdict: "disliked", entry }], noTones);
  expect(scoreOf("Saw", scores)).toBeLessThan(0);
  expect(feelScores(catalog, [{ title: "Saw", verdict: "seen", entry }], noTones)).toBeUndefined();
  expect(feelScores(catalog, [{ title: "Made up", verdict: "liked" }], noTones)).toBeUndefined();
});

test("a tone that is asked to be otherwise is not compared", () => {
  const point = { title: "Toy Story", verdict: "named", entry: entryOf("Toy Story") } as const;
  const asAll = scoreOf("Coraline", feelScores(catalog, [point], noTones));
  const but = scoreOf("Coraline", feelScores(catalog, [point], new Set<Tone>(["dark", "scary", "for kids"])));
  expect(but).toBeGreaterThan(asAll);
});
