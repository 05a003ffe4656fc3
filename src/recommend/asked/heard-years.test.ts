import { expect, test } from "vitest";
import { hearCuedYears, hearYears, inBoth, isWithin } from "./heard-years.ts";

function heard(question: string) {
  const cued = hearCuedYears(question);
  const { years, rest } = hearYears(cued.rest);
  const all = inBoth(cued.years, years);
  return { years: all && [all.from, all.until], rest: rest.replaceAll(/\s+/g, " ").trim() };
}

const ever = Infinity;

test.each([
  ["a comedy from the 90s", [1990, 1999]],
  ["a comedy from the 1990s", [1990, 1999]],
  ["a comedy from the '90's", [1990, 1999]],
  ["an early 80s comedy", [1980, 1989]],
  ["a horror film from the eighties", [1980, 1989]],
  ["2010s drama", [2010, 2019]],
  ["a film from 1917", [1917, 1917]],
  ["comedy 1995", [1995, 1995]],
  ["films before 1960", [-ever, 1959]],
  ["films before the sixties", [-ever, 1959]],
  ["pre-1960 westerns", [-ever, 1959]],
  ["films until 1960", [-ever, 1960]],
  ["films after 1999", [2000, ever]],
  ["films after the 90s", [2000, ever]],
  ["something since 2010", [2010, ever]],
  ["something from 2010 onwards", [2010, ever]],
  ["films between 1970 and 1975", [1970, 1975]],
  ["films from the 60s to the 70s", [1960, 1979]],
  ["crime 1940-1949", [1940, 1949]],
  ["films after 1950 and before 1960", [1951, 1959]],
  ["eine Komödie aus den 90ern", [1990, 1999]],
  ["eine Komödie aus den neunziger Jahren", [1990, 1999]],
  ["Filme aus den 1980er Jahren", [1980, 1989]],
  ["Filme vor 1960", [-ever, 1959]],
  ["Filme seit dem Jahr 2000", [2000, ever]],
  ["Filme zwischen 1970 und 1975", [1970, 1975]],
  ["une comédie des années 90", [1990, 1999]],
  ["une comédie des années quatre-vingt-dix", [1990, 1999]],
  ["des films avant 1960", [-ever, 1959]],
  ["des films après les années 80", [1990, ever]],
  ["una comedia de los años 90", [1990, 1999]],
  ["una comedia de los noventa", [1990, 1999]],
  ["películas antes de 1960", [-ever, 1959]],
  ["películas entre 1970 y 1975", [1970, 1975]],
  ["una commedia degli anni '90", [1990, 1999]],
  ["una commedia degli anni ottanta", [1980, 1989]],
  ["film prima del 1960", [-ever, 1959]],
  ["film dopo il 2000", [2001, ever]],
  ["uma comédia dos anos 90", [1990, 1999]],
  ["filmes depois de 2000", [2001, ever]],
  ["комедия 90-х годов", [1990, 1999]],
  ["комедия девяностых", [1990, 1999]],
  ["фильмы до 1960 года", [-ever, 1959]],
  ["фильмы после 2000", [2001, ever]],
  ["90年代のコメディ", [1990, 1999]],
  ["1960年以前の映画", [-ever, 1959]],
  ["2000年以降の映画", [2000, ever]],
  ["九十年代的喜剧", [1990, 1999]],
  ["1960年之前的电影", [-ever, 1959]],
  ["2000年以后的电影", [2001, ever]],
  ["1990년대 코미디", [1990, 1999]],
  ["1960년 이전 영화", [-ever, 1959]],
  ["2000년 이후 영화", [2000, ever]],
])("%s", (question, years) => {
  expect(heard(question).years).toEqual(years);
  expect(heard(question).rest).not.toMatch(/\d|⟦/);
});

test.each([
  "a man in his forties",
  "a woman in her late 30s",
  "like 2001: A Space Odyssey",
  "cuarenta ladrones",
  "quarante voleurs",
  "a film with 12 angry men",
  "after 1999 before 1950",
])("%s asks for no years", (question) => {
  expect(heard(question).years).toBeUndefined();
});

test("a number that nothing shows to be a year is left to the titles", () => {
  expect(hearCuedYears("like 1917 but funny").years).toBeUndefined();
  expect(hearCuedYears("Blade Runner 2049").years).toBeUndefined();
});

test("what has no year is within no years but all", () => {
  expect(isWithin(undefined, undefined)).toBe(true);
  expect(isWithin({ from: 1990, until: 1999 }, null)).toBe(false);
  expect(isWithin({ from: 1990, until: 1999 }, 1999)).toBe(true);
});
