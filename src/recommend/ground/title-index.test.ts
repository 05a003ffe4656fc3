import { describe, expect, test } from "vitest";
import { seededRandom } from "../../core/seeded-random.ts";
import { createTitleIndex } from "./index.ts";
import type { TitleEntry, TitleMatch } from "./index.ts";

const entries: readonly TitleEntry[] = [
  { id: "matrix", title: "The Matrix", year: 1999 },
  { id: "reloaded", title: "The Matrix Reloaded", year: 2003 },
  { id: "alien", title: "Alien", year: 1979 },
  { id: "aliens", title: "Aliens", year: 1986 },
  { id: "seven", title: "Se7en", year: 1995 },
  { id: "ocean-1960", title: "Ocean's Eleven", year: 1960 },
  { id: "ocean-2001", title: "Ocean's Eleven", year: 2001 },
  { id: "amelie", title: "Amélie", year: 2001, alternativeTitles: ["Le fabuleux destin d'Amélie Poulain"] },
  { id: "spirited", title: "Spirited Away", year: 2001, alternativeTitles: ["千と千尋の神隠し"] },
  { id: "inception", title: "Inception", year: 2010 },
  { id: "godfather-2", title: "The Godfather Part II", year: 1974 },
  { id: "godfather", title: "The Godfather", year: 1972 },
  { id: "die-hard", title: "Die Hard", year: 1988 },
  { id: "her", title: "Her", year: 2013 },
  { id: "hero", title: "Hero", year: 2002 },
  { id: "unknown", title: "The Lost Reel", year: null },
  { id: "fury-road", title: "Mad Max: Fury Road", year: 2015 },
  { id: "eternal", title: "Eternal Sunshine of the Spotless Mind", year: 2004 },
  { id: "toy-2", title: "Toy Story 2", year: 1999 },
  { id: "toy-3", title: "Toy Story 3", year: 2010 },
  { id: "wire", title: "The Wire", year: 2002, endYear: 2008 },
  { id: "simpsons", title: "The Simpsons", year: 1989, endYear: Infinity },
  { id: "office-uk", title: "The Office", year: 2001, endYear: 2003 },
  { id: "office-us", title: "The Office", year: 2005, endYear: 2013 },
];
const index = createTitleIndex(entries);

function outcomeOf(match: TitleMatch): string {
  if (match.kind === "ambiguous") return `ambiguous ${match.entries.map(({ id }) => id).join(" ")}`;
  if (match.kind === "none") return `none ${match.otherYears.map(({ id }) => id).join(" ")}`.trim();
  return `${match.kind} ${match.entry.id}`;
}

describe("title index", () => {
  test.each<[string, number | null, string]>([
    ["The Matrix", 1999, "exact matrix"],
    ["matrix", null, "exact matrix"],
    ["The Matrix", 1998, "exact matrix"],
    ["The Matrix", 2003, "none matrix"],
    ["The Matrix Reloaded", 2003, "exact reloaded"],
    ["Matrix Reloaded", null, "exact reloaded"],
    ["The Matrix Revolutions", 2003, "none"],
    ["Alien", 1979, "exact alien"],
    ["Alien", 1986, "none alien"],
    ["Aliens", 1986, "exact aliens"],
    ["Aliens", 1979, "none aliens"],
    ["Seven", 1995, "exact seven"],
    ["Ocean's Eleven", 2001, "exact ocean-2001"],
    ["Oceans 11", 1960, "exact ocean-1960"],
    ["Ocean's Eleven", null, "ambiguous ocean-1960 ocean-2001"],
    ["Ocean's Eleven", 1980, "none ocean-1960 ocean-2001"],
    ["Ocean's Twelve", 2004, "none"],
    ["Le Fabuleux Destin d'Amélie Poulain", 2001, "exact amelie"],
    ["Amelie", null, "exact amelie"],
    ["千と千尋の神隠し", 2001, "exact spirited"],
    ["Incepton", 2010, "fuzzy inception"],
    ["Inecption", 2010, "fuzzy inception"],
    ["Incepton", 1990, "none inception"],
    ["Godfather 2", 1974, "none"],
    ["The Godfather: Part 2", 1974, "exact godfather-2"],
    ["Godfather Part III", 1990, "none"],
    ["Die Hard", 1988, "exact die-hard"],
    ["Her", 2013, "exact her"],
    ["Hero", 2013, "none hero"],
    ["Hera", 2013, "none"],
    ["The Lost Reel", 1950, "exact unknown"],
    ["Mad Max Fury Rode", 2015, "fuzzy fury-road"],
    ["Eternal Sunshine of a Spotless Mind", 2004, "fuzzy eternal"],
    ["Toy Story 4", 2010, "none"],
    ["Toy Storry 2", 1999, "fuzzy toy-2"],
    ["The Wire", 2005, "exact wire"],
    ["The Wire", 2008, "exact wire"],
    ["The Wire", 2009, "none wire"],
    ["The Wire", 2000, "none wire"],
    ["The Simpsons", 2020, "exact simpsons"],
    ["The Office", 2002, "exact office-uk"],
    ["The Office", 2005, "exact office-us"],
    ["The Office", 2010, "exact office-us"],
    ["The Office", 2004, "exact office-us"],
    ["", null, "none"],
    ["!!!", null, "none"],
    ["x".repeat(100_000), null, "none"],
  ])("takes %j of %s for %s", (title, year, expected) => {
    expect(outcomeOf(index.match(title, year))).toBe(expected);
  });

  test("tells how far the year is off, and null where one is not known", () => {
    expect(index.match("The Matrix", 1999)).toMatchObject({ yearDifference: 0 });
    expect(index.match("The Matrix", 2000)).toMatchObject({ yearDifference: 1 });
    expect(index.match("The Matrix", null)).toMatchObject({ yearDifference: null });
  });

  test("gives a share of equal letters below 1 for what is nearly the same", () => {
    expect(index.match("Incepton", 2010)).toMatchObject({ kind: "fuzzy", similarity: 1 - 1 / 9 });
  });

  test("takes the work whose words are the same over one that lacks an article", () => {
    const both = createTitleIndex([
      { id: "the", title: "The Office", year: 2005 },
      { id: "bare", title: "Office", year: 2005 },
    ]);
    expect(outcomeOf(both.match("Office", 2005))).toBe("exact bare");
    expect(outcomeOf(both.match("The Office", 2005))).toBe("exact the");
  });

  test("finds every title of a large catalog under its own name, and with one letter left out", () => {
    const random = seededRandom(7);
    const syllables = ["ka", "ro", "mi", "ten", "sul", "var", "nex", "pho", "lin", "dra", "wo", "que"];
    const word = (): string => Array.from({ length: 5 }, () => syllables[Math.floor(random() * 12)] ?? "").join("");
    const many = Array.from({ length: 2000 }, (_, at) => ({
      id: String(at),
      title: `The ${word()} ${word()}`,
      year: 1950 + (at % 70),
    }));
    const large = createTitleIndex(many);
    expect(large.size).toBe(2000);
    for (const entry of many) {
      expect(large.match(entry.title, entry.year)).toMatchObject({ kind: "exact", entry });
      const wrong = `${entry.title.slice(0, 9)}${entry.title.slice(10)}`;
      expect(large.match(wrong, entry.year)).toMatchObject({ kind: "fuzzy", entry });
    }
  });
});
