import { expect, test } from "vitest";
import { createTitleIndex } from "../ground/index.ts";
import { builtInCatalog } from "./open-catalog.ts";

const entries = builtInCatalog();

test("the built-in catalog has at least 600 films and series over all decades and many countries", () => {
  expect(entries.length).toBeGreaterThanOrEqual(600);
  const decades = new Map<number, number>();
  for (const { year = 0 } of entries) decades.set(Math.floor(year / 10), (decades.get(Math.floor(year / 10)) ?? 0) + 1);
  for (let decade = 194; decade <= 202; decade += 1)
    expect(decades.get(decade), `${decade}0s`).toBeGreaterThanOrEqual(15);
  expect(new Set(entries.map(({ origin }) => origin)).size).toBeGreaterThanOrEqual(25);
  expect(entries.filter(({ kind }) => kind === "series").length).toBeGreaterThanOrEqual(80);
});

test("each entry of the built-in catalog is whole and once", () => {
  expect(new Set(entries.map(({ id }) => id)).size).toBe(entries.length);
  expect(new Set(entries.map(({ title, year, kind }) => `${title} ${year} ${kind}`)).size).toBe(entries.length);
  for (const entry of entries) {
    const { id, title, year = 0, endYear, kind, genres, directors, cast, description, origin } = entry;
    expect(year, id).toBeGreaterThanOrEqual(1895);
    expect(year, id).toBeLessThanOrEqual(2025);
    expect(endYear ?? year, id).toBeGreaterThanOrEqual(year);
    expect(["movie", "series"], id).toContain(kind);
    expect(kind === "movie" && endYear !== undefined, id).toBe(false);
    expect(genres.length, id).toBeGreaterThan(0);
    expect(directors.length, id).toBeGreaterThan(0);
    expect(cast.length, id).toBeGreaterThan(0);
    expect(description, id).toMatch(/^[\p{Lu}\p{N}].{20,}\.$/u);
    expect(
      [title, origin, ...genres, ...directors, ...cast].every((text) => text?.trim() === text && text !== ""),
      id,
    ).toBe(true);
  }
});

test("each entry of the built-in catalog is found by its own title and year", () => {
  const index = createTitleIndex(entries.map((entry) => ({ ...entry, year: entry.year ?? null })));
  const lost = entries.filter(({ title, year, id, kind }) => {
    const match = index.match(title, year ?? null);
    return !(match.kind === "exact" && match.entry.id === id) && kind === "movie";
  });
  expect(lost.map(({ id }) => id)).toEqual([]);
});
