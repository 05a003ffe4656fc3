import { expect, test } from "vitest";
import { ownClause } from "./own-clause.ts";

const heist = "A thief and ten friends rob three casinos in one night.";
const director = "A director without ideas escapes into memories and dreams.";

test.each([
  [
    " a thief and ten friends rob three casinos in one night.",
    heist,
    "a thief and ten friends rob three casinos in one night",
  ],
  [
    " A thief and ten friends rob casinos in one night. It is fun.",
    heist,
    "a thief and ten friends rob casinos in one night",
  ],
  [
    " Kermit the frog drives to Hollywood\nmore",
    "Kermit the frog drives to Hollywood.",
    "Kermit the frog drives to Hollywood",
  ],
])("the words of a description in their order hold: %j", (written, description, clause) => {
  expect(ownClause(written, description)).toBe(clause);
});

test.each([
  ["a word that is news", " a thief and ten friends rob three banks in one night.", heist],
  ["another order", " ten friends and a thief rob three casinos in one night.", heist],
  ["a negation that was lost", " a director escapes into memories and dreams.", director],
  ["too little of it", " a thief in one night.", heist],
  ["a genre at its end", " a thief and ten friends rob three casinos in one night, a fast comedy.", heist],
  ["nothing", "", heist],
])("what has %s does not", (_, written, description) => {
  expect(ownClause(written, description)).toBeUndefined();
});
