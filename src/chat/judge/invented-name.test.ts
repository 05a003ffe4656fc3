import { expect, test } from "vitest";
import { inventedName } from "./invented-name.ts";

const known = "The user's taste: films Alien, Heat; food: ramen. I loved Cocteau Twins.";

test.each([
  ['The film is "Alien" by Steven Spielberg.', "Steven"],
  ['Listen to "Satisfying Dreams", their latest album.', "Satisfying Dreams"],
  ["I would start with the likes of Nirvana.", "Nirvana"],
  ["You could try The Matrix next.", "Matrix"],
])("what nobody mentioned is found in %j", (text, name) => {
  expect(inventedName(text, known)).toBe(name);
});

test.each([
  'If you liked "Alien", watch Heat tonight.',
  "Cocteau Twins' songs are made for a calm Sunday evening, I think.",
  "Have some ramen. Then rest. I'm here.",
  "1. Something slow\n2. Something loud",
  "It is what people call “slow burning”.",
])("what was said, and what has a capital anyway, is no invention: %j", (text) => {
  expect(inventedName(text, known)).toBeUndefined();
});
