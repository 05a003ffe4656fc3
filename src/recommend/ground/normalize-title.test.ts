import { describe, expect, test } from "vitest";
import { normalizeTitle, sameTitle } from "./index.ts";

describe("titles that are the same", () => {
  test.each([
    ["Amélie", "amelie"],
    ["The Matrix", "Matrix"],
    ["Matrix, The", "The Matrix"],
    ["Fast & Furious", "Fast and Furious"],
    ["Rocky II", "Rocky 2"],
    ["The Godfather Part II", "Godfather, Part 2"],
    ["Se7en", "Seven"],
    ["M3GAN", "Megan"],
    ["Ocean's Eleven", "Oceans 11"],
    ["Ocean’s Eleven", "Ocean's Eleven"],
    ["Spider-Man", "Spiderman"],
    ["WALL·E", "Wall-E"],
    ["L'Avventura", "Avventura"],
    ["Das Boot", "Boot"],
    ["El laberinto del fauno", "Laberinto del Fauno"],
    ["Die fetten Jahre sind vorbei", "Fetten Jahre sind vorbei"],
    ["Der Untergang", "UNTERGANG"],
    ["Fußball", "Fussball"],
    ["Ｈｅａｔ", "Heat"],
    ["Всё", "Все"],
    ["Lord of the Rings: Fellowship of the Ring", "The Lord of the Rings: The Fellowship of the Ring"],
    ["9", "Nine"],
    ["！！！", "!!!"],
  ])("%j and %j", (a, b) => {
    expect(sameTitle({ title: a }, { title: b })).toBe(true);
    expect(sameTitle({ title: b }, { title: a })).toBe(true);
  });
});

describe("titles that are not the same", () => {
  test.each([
    ["The Matrix", "The Matrix Reloaded"],
    ["Alien", "Aliens"],
    ["Rocky", "Rocky 2"],
    ["Toy Story 2", "Toy Story 3"],
    ["It", "It Follows"],
    ["が", "か"],
    ["Her", "Hero"],
    ["", ""],
    ["The The", "Theater"],
  ])("%j and %j", (a, b) => {
    expect(sameTitle({ title: a }, { title: b })).toBe(false);
  });
});

test("the same title of years more than one apart is two works", () => {
  expect(sameTitle({ title: "Ocean's Eleven", year: 1960 }, { title: "Ocean's Eleven", year: 2001 })).toBe(false);
  expect(sameTitle({ title: "Heat", year: 1995 }, { title: "Heat", year: 1996 })).toBe(true);
  expect(sameTitle({ title: "Heat", year: 1995 }, { title: "Heat", year: null })).toBe(true);
});

test("a normalized title is in plain words", () => {
  expect(normalizeTitle("Le Fabuleux Destin d'Amélie Poulain")).toBe("fabuleux destin d amelie poulain");
});
