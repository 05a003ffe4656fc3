import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openCatalogue } from "./open-catalogue.ts";
import { readCatalogueCsv, readCatalogueFile } from "./read-catalogue.ts";
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

test("readCsv tells the line on which each record begins, and that of a quote left open", () => {
  expect(readCsv('a\n"b\nc"\nd').map(({ line }) => line)).toEqual([1, 2, 4]);
  expect(() => readCsv('a\nb\n"c\nd')).toThrow(/line 3 is not closed/);
});

test("a catalogue's columns are known by other names, in any case and order", () => {
  const [entry] = readCatalogueCsv(
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
  ["no title column", "name of it,year\nx,2000", /names no column `title`/],
  ["an entry without a title", "title,year\nx,2000\n,2001", /line 3: it has no title/],
  ["a year that is none", "title,year\nx,soon", /line 2: its year is "soon"/],
  ["an end before the beginning", "title,year,end_year\nx,2000,1999", /line 2: it ends in 1999/],
  ["the same id twice", "id,title\na,x\na,y", /Two entries have the id "a"/],
  ["an unknown popularity", "title,popularity\nx,9", /line 2: its popularity is "9"/],
])("a catalogue is refused for %s", (_, text, message) => {
  expect(() => readCatalogueCsv(text, "book")).toThrow(message);
});

test("a catalogue without a kind is refused, as one must be asked for by it", () => {
  expect(() => readCatalogueCsv("title\nx")).toThrow(/line 2: it has no kind/);
});

test("openCatalogue adds a JSON file's kinds to the built-in films, and takes their place where a file brings films", () => {
  const folder = mkdtempSync(join(tmpdir(), "repartee-catalogue-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const books = join(folder, "books.json");
  writeFileSync(
    books,
    JSON.stringify([{ title: "Dune", year: 1965, authors: ["Frank Herbert"], genres: ["science fiction"] }]),
  );
  const films = join(folder, "films.csv");
  writeFileSync(films, "title,kind\nMine,movie");
  const withBooks = openCatalogue([{ path: books, kind: "book" }]);
  expect(withBooks.filter(({ kind }) => kind === "book")).toMatchObject([
    { title: "Dune", directors: ["Frank Herbert"] },
  ]);
  expect(withBooks.some(({ title }) => title === "Heat")).toBe(true);
  const ownFilms = openCatalogue([{ path: films }]).filter(({ kind }) => kind === "movie");
  expect(ownFilms.map(({ title }) => title)).toEqual(["Mine"]);
  expect(() => readCatalogueFile({ path: join(folder, "none.csv") })).toThrow(/Cannot use catalogue .*none\.csv/);
});
