import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readTaste } from "./read-taste.ts";

const nothing = { favourites: [], genres: [], people: [] };

describe("readTaste", () => {
  const rows: readonly (readonly [analysis: unknown, facts: object])[] = [
    [{ favorite_movies: ["Dune", "Alien"] }, { favourites: ["Dune", "Alien"] }],
    [{ topGenres: "jazz, soul; funk" }, { genres: ["jazz", "soul", "funk"] }],
    [{ genres: { horror: 0, drama: 0.2, science_fiction: 0.9 } }, { genres: ["science fiction", "drama"] }],
    [{ genres: { drama: { score: 0.8, count: 3 }, horror: { score: -1 } } }, { genres: ["drama"] }],
    [{ genres: [{ genre: "noir", weight: 2 }, { name: "western" }] }, { genres: ["noir", "western"] }],
    [{ music: { "Favourite Artists": [{ name: "Nina Simone" }] } }, { people: ["Nina Simone"] }],
    [{ user: { name: "Mia", locale: "de-AT" } }, { name: "Mia", language: "de" }],
    [{ movies: { liked: ["A"], disliked: ["B"] } }, { favourites: ["A"] }],
    [{ dislikes: ["horror"], favourites: ["Dune", "dune"] }, { favourites: ["Dune"] }],
    [{ confidence: 0.4, analysed_at: "2026-01-01" }, {}],
    ["I like jazz", {}],
    [[{ favourites: ["Dune"] }], { favourites: ["Dune"] }],
    [{ language: "Klingon" }, {}],
  ];
  test.each(rows)("of %j finds what is meant", (analysis, facts) => {
    expect(readTaste(analysis)).toEqual({ ...nothing, ...facts });
  });

  test("never throws and stays bounded for any JSON", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 12 }), (inner) => {
        const facts = readTaste({ favourites: inner, profile: { genres: inner } });
        for (const list of [facts.favourites, facts.genres, facts.people]) {
          expect(list.length).toBeLessThanOrEqual(5);
          for (const item of list) expect(item.length).toBeLessThanOrEqual(60);
        }
      }),
    );
  });
});
