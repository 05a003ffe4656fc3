import { expect, test } from "vitest";
import { saysSomething } from "../embedding/content-words.ts";
import { namedKind, withoutBest, withoutKind } from "./best-of-all.ts";

const kinds = new Set(["movie", "series", "book"]);

test.each([
  ["best movie ever", "movie"],
  ["the greatest films of all time", "movie"],
  ["top rated movies", "movie"],
  ["What is the best TV show of all time?", "series"],
  ["the most popular series", "series"],
  ["best books ever", "book"],
  ["die besten Filme aller Zeiten", "movie"],
  ["der beste Film", "movie"],
  ["les meilleurs films de tous les temps", "movie"],
  ["las mejores películas de la historia", "movie"],
  ["i migliori film di sempre", "movie"],
  ["os melhores filmes de todos os tempos", "movie"],
  ["лучшие фильмы всех времён", "movie"],
  ["лучшие сериалы", "series"],
  ["史上最高の映画", "movie"],
  ["最好看的电影", "movie"],
  ["역대 최고의 영화", "movie"],
])("%s asks for the best of its kind", (question, kind) => {
  expect(namedKind(withoutBest(question), kinds)).toBe(kind);
  expect(saysSomething(withoutKind(withoutBest(question), kinds))).toBe(false);
});

test("nothing is left of such a question, and the subject of any other", () => {
  expect(saysSomething(withoutBest("best movie ever"))).toBe(false);
  expect(saysSomething(withoutBest("the greatest films of all time"))).toBe(false);
  expect(withoutBest("the best heist").trim()).toContain("heist");
  expect(withoutBest("a topical story of everest")).toBe("a topical story of everest");
});

test("a question that names two kinds, or none, asks for neither", () => {
  expect(namedKind("films and series", kinds)).toBeUndefined();
  expect(namedKind("something", kinds)).toBeUndefined();
  expect(namedKind("movie", new Set(["book"]))).toBeUndefined();
});
