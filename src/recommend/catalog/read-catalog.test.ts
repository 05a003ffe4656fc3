import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openCatalog } from "./open-catalog.ts";
import { readCatalogCsv, readCatalogFile } from "./read-catalog.ts";
import { readCsv } from "./read-csv.ts";

test.each([
  [
    "quotes, commas, doubled quotes",
    'a,b\n"x, ""y""",z',
    [
      ["a", "b"],
      ['x, "y"', "z"],
    ],
  ],
  [
    "line breaks in quotes",
    'a,b\r\n"one\r\ntwo",z\r\n',
    [
      ["a", "b"],
      ["one\ntwo", "z"],
    ],
  ],
  ["a byte order mark and empty lines", "\uFEFFa\n\n\nb\n", [["a"], ["b"]]],
  [
    "semicolons",
    "a;b\nx,y;z",
    [
      ["a", "b"],
      ["x,y", "z"],
    ],
  ],
  [
    "a quote in the middle of a field",
    'a,b\n6" pipe,z',
    [
      ["a", "b"],
      ['6" pipe', "z"],
    ],
  ],
  [
    "spaces around fields, but not inside quotes",
    'a , b\n x ," y "',
    [
      ["a", "b"],
      ["x", " y "],
    ],
  ],
])("readCsv reads %s", (_, text, records) => {
  expect(readCsv(text).map(({ fields }) => fields)).toEqual(records);
});

test("readCsv reports the line of each record, and that of a quote left open", () => {
  expect(readCsv('a\n"b\nc"\nd').map(({ line }) => line)).toEqual([1, 2, 4]);
  expect(() => readCsv('a\nb\n"c\nd')).toThrow(/line 3: expected a closing quote/);
});

test("a catalog's columns are known by other names, in any case and order", () => {
  const [entry] = readCatalogCsv(
    "Genre;Author;Release Year;Name;Plot\nCrime, Noir;A. Writer;1939;The Book;It rains.",
    "book",
  );
  expect(entry).toMatchObject({
    id: "the-book-1939",
    title: "The Book",
    year: 1939,
    kind: "book",
    genres: ["crime", "noir"],
    directors: ["A. Writer"],
    description: "It rains.",
    popularity: 2,
  });
});

test.each([
  ["no title column", "name of it,year\nx,2000", /expected a column `title` in the first line/],
  ["an entry without a title", "title,year\nx,2000\n,2001", /line 3: title: expected a title, got ""/],
  [
    "a year that is none",
    "title,year\nx,soon",
    /line 2: year: expected a year of four digits, or YYYY-MM-DD, got "soon"/,
  ],
  [
    "an end before the beginning",
    "title,year,end_year\nx,2000,1999",
    /line 2: endYear: expected no year before the first one, got "1999"/,
  ],
  ["the same id twice", "id,title\na,x\na,y", /expected an id for each entry, got two with "a"/],
  ["an unknown popularity", "title,popularity\nx,9", /line 2: popularity: expected 1 \(best known\), 2 or 3, got "9"/],
])("a catalog is refused for %s", (_, text, message) => {
  expect(() => readCatalogCsv(text, "book")).toThrow(message);
});

test("a catalog without a kind is refused, as one must be asked for by it", () => {
  expect(() => readCatalogCsv("title\nx")).toThrow(
    /line 2: kind: expected a kind, here or in the setting, got nothing/,
  );
});

test("openCatalog adds a JSON file's kinds to the built-in films, and takes their place where a file brings films", () => {
  const folder = mkdtempSync(join(tmpdir(), "repartee-catalog-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const books = join(folder, "books.json");
  writeFileSync(
    books,
    JSON.stringify([{ title: "Dune", year: 1965, authors: ["Frank Herbert"], genres: ["science fiction"] }]),
  );
  const films = join(folder, "films.csv");
  writeFileSync(films, "title,kind\nMine,movie");
  const withBooks = openCatalog([{ path: books, kind: "book" }]);
  expect(withBooks.filter(({ kind }) => kind === "book")).toMatchObject([
    { title: "Dune", directors: ["Frank Herbert"] },
  ]);
  expect(withBooks.some(({ title }) => title === "Heat")).toBe(true);
  const ownFilms = openCatalog([{ path: films }]).filter(({ kind }) => kind === "movie");
  expect(ownFilms.map(({ title }) => title)).toEqual(["Mine"]);
  expect(() => readCatalogFile({ path: join(folder, "none.csv") })).toThrow(/Cannot use catalog .*none\.csv/);
});
