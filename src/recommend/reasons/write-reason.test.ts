import { expect, test } from "vitest";
import { languages } from "../../core/language.ts";
import type { CatalogEntry } from "../catalog/catalog-entry.ts";
import { builtInCatalog } from "../catalog/open-catalog.ts";
import { wordings } from "./wordings/index.ts";
import { writeListText, writeReason } from "./write-reason.ts";

const catalog = builtInCatalog();

function entry(id: string): CatalogEntry {
  const found = catalog.find((one) => one.id === id);
  if (found === undefined) throw new Error(`The catalog has no ${id}`);
  return found;
}

function listOf(count: number): readonly { readonly year: number }[] {
  return Array.from({ length: count }, () => ({ year: 1994 }));
}

const inception = entry("inception-2010");
const footing = { isAsked: true, hasTaste: true, hasWords: true };
const english = { language: "en", liked: [inception], footing } as const;

test("a written reason names what is shared: a person before genres before the decade", () => {
  expect(writeReason(entry("interstellar-2014"), { ...english, place: 0 })).toMatch(/Christopher Nolan.*Inception/);
  expect(writeReason(entry("the-matrix-1999"), { ...english, place: 0 })).toMatch(/science fiction/);
  const other = { ...entry("harakiri-1962"), year: 2015 };
  expect(writeReason(other, { ...english, place: 0 })).toBe("From the 2010s, as Inception is.");
  expect(writeReason(entry("harakiri-1962"), { language: "en", liked: [], footing, place: 1 })).toMatch(
    /Japanese drama.* by Masaki Kobayashi/,
  );
});

test("a written reason of something that nothing is known of says that it is near", () => {
  const bare: CatalogEntry = { ...inception, genres: [], directors: [], cast: [] };
  expect(writeReason(bare, { language: "de", liked: [], footing, place: 0 })).toBe("Das kommt deinem Wunsch nahe.");
});

test("a title with braces is written as it is", () => {
  const odd: CatalogEntry = { ...inception, title: "{person}" };
  expect(writeReason(entry("interstellar-2014"), { language: "en", liked: [odd], footing, place: 0 })).toBe(
    "By Christopher Nolan, as {person} is.",
  );
});

/** Letters that a sentence of the language has in any case, the names taken away. */
const scripts: Readonly<Record<string, RegExp>> = {
  zh: /\p{sc=Han}/u,
  ja: /[\p{sc=Hiragana}\p{sc=Katakana}]/u,
  ko: /\p{sc=Hangul}/u,
  ru: /\p{sc=Cyrillic}/u,
};

test.each(languages)(
  "reasons in %s are whole sentences of their own, each neighbour's other than its own",
  (language) => {
    const era = { ...entry("harakiri-1962"), year: 2015 };
    const cases = [
      { of: entry("interstellar-2014"), liked: [inception] },
      { of: entry("the-dark-knight-rises-2012"), liked: [{ ...inception, directors: [] }] },
      { of: entry("the-matrix-1999"), liked: [inception] },
      { of: era, liked: [inception] },
      { of: era, liked: [] },
      { of: { ...era, directors: [] }, liked: [] },
    ];
    for (const { of, liked } of cases) {
      const reasons = [0, 1, 2].map((place) => writeReason(of, { language, liked, footing, place }));
      expect(new Set(reasons).size).toBe(3);
      for (const reason of reasons) {
        expect(reason).not.toMatch(/[{}]|undefined/);
        expect(reason).toMatch(/[.。]$/u);
        expect(reason).toMatch(scripts[language] ?? /\p{sc=Latin}/u);
        if (liked.length > 0) expect(reason).toContain("Inception");
      }
    }
    for (const count of [0, 1, 4]) expect(writeListText(listOf(count), language, footing)).not.toMatch(/[{}]/);
    expect(writeListText(listOf(4), language, footing)).toContain("4");
  },
);

test.each(languages)("a list in %s that answers no question says what it goes by instead", (language) => {
  const unasked = [true, false].flatMap((hasTaste) =>
    [true, false].map((hasWords) => ({ isAsked: false, hasTaste, hasWords })),
  );
  const texts = unasked.map((one) => writeListText(listOf(4), language, one));
  expect(new Set([...texts, writeListText(listOf(4), language, footing)]).size).toBe(5);
  const near = entry("harakiri-1962");
  const reasons = unasked.map((one) => writeReason(near, { language, liked: [], footing: one, place: 0 }));
  expect(new Set([...reasons, writeReason(near, { language, liked: [], footing, place: 0 })]).size).toBe(3);
  for (const text of [...texts, ...reasons]) {
    expect(text).not.toMatch(/[{}]|undefined/);
    expect(text).toMatch(/[.。]$/u);
    expect(text).toMatch(scripts[language] ?? /\p{sc=Latin}/u);
  }
});

test.each(languages)("what is not of the years that were asked for is said in %s not to be", (language) => {
  const years = { from: 2000, until: 2009 };
  const old = entry("harakiri-1962");
  const reasons = [0, 1].map((place) => {
    return writeReason(old, { language, liked: [], footing: { ...footing, years }, place });
  });
  expect(new Set(reasons).size).toBe(2);
  for (const reason of reasons) {
    expect(reason).toContain("1962");
    expect(reason).not.toMatch(/[{}]|undefined/);
    expect(reason).toMatch(/[.。]$/u);
  }
  const text = writeListText([{ year: 2004 }, { year: 1962 }], language, { ...footing, years });
  expect(text).not.toBe(writeListText(listOf(2), language, footing));
  expect(text).toMatch(scripts[language] ?? /\p{sc=Latin}/u);
  expect(writeListText([{ year: 2004 }, { year: 2005 }], language, { ...footing, years })).toContain("2");
});

test.each(languages.filter((language) => language !== "en"))(
  "every genre of the catalog has a name in %s",
  (language) => {
    const genres = new Set(catalog.flatMap((one) => one.genres));
    expect([...genres].filter((genre) => wordings[language].genres[genre] === undefined)).toEqual([]);
    expect(Object.keys(wordings[language].genres).toSorted()).toEqual([...genres].toSorted());
  },
);
