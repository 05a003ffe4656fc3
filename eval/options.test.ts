import { expect, test } from "vitest";
import { help, readOptions } from "./options.ts";

test("sizes of the sample are read for all languages and for named ones", () => {
  expect(readOptions(["--lines", "5,en=40"])).toMatchObject({ lines: { others: 5, named: { en: 40 } } });
  expect(readOptions(["--lines", "de=3"])).toMatchObject({ lines: { others: Infinity, named: { de: 3 } } });
  expect(readOptions([])).toMatchObject({ lines: { others: Infinity, named: {} }, hints: ["given", "heard"] });
});

test("a URL is taken with and without /v1", () => {
  for (const url of ["http://a:1", "http://a:1/", "http://a:1/v1", "http://a:1/v1/"])
    expect(readOptions(["--url", url])).toMatchObject({ url: "http://a:1" });
});

test.each([
  [["--lines", "x=4"], '--lines: expected a language of en, zh, ja, es, fr, de, ru, ko, pt, it, got "x"'],
  [["--lines=-1"], '--lines: expected a whole number from 0, got "-1"'],
  [["--limit", "none"], '--limit: expected a whole number from 0, got "none"'],
  [["--hints", "some"], '--hints: expected both or given or heard, got "some"'],
  [["--route", "toString"], '--route: expected persona or chat, got "toString"'],
])("%j is refused by name", (args, message) => {
  expect(() => readOptions(args)).toThrow(message);
});

test("help names every flag that there is", () => {
  expect(readOptions(["--help"])).toBe("help");
  for (const flag of ["model", "url", "route", "lines", "hints", "greedy", "limit", "transcripts", "name", "output"])
    expect(help).toContain(`--${flag}`);
});
