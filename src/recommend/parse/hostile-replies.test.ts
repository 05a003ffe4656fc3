/**
 * Replies that make a careless reader slow. 1,000,000 characters take a linear reader a fraction of a second; one that
 * looks at every character for every other would run into the time limit of any test.
 */
import { expect, test } from "vitest";
import { createListParser, parseList } from "./index.ts";

/** A reader that takes the square of it would need hours. */
const length = 1_000_000;

const hostile: Readonly<Record<string, string>> = {
  "opening brackets": "(".repeat(length),
  "opening brackets in an item": `1. ${"(".repeat(length)}`,
  "square brackets": "[".repeat(length),
  braces: "{".repeat(length),
  "braces and quotes": '{"'.repeat(length / 2),
  "objects inside objects": '{"a":'.repeat(length / 5),
  "titles inside titles": '{"title":"a","b":'.repeat(length / 20),
  "closed objects inside objects": `${'{"year":1,"a":'.repeat(20_000)}1${"}".repeat(20_000)}`,
  "commas in an object that is none": `{"title": "a"${",".repeat(length)}}`,
  stars: "*".repeat(length),
  "stars and letters": `1. ${"*a ".repeat(length / 3)}`,
  underscores: `1. a ${"_".repeat(length)}`,
  blanks: `1.${" ".repeat(length)}a`,
  "blanks before a line": `${" ".repeat(length)}1. a`,
  "tabs and quote marks": `${"> \t".repeat(length / 3)}1. a`,
  "line ends": "\n".repeat(length),
  "Windows line ends": "\r\n".repeat(length / 2),
  colons: `1. a (1999): ${":".repeat(length)}`,
  "labels without an end": `1. a (1999): ${"why: ".repeat(length / 5)}`,
  "one-letter labels": `1. a\n${"a:".repeat(length / 2)}`,
  dashes: `1. a ${"- ".repeat(length / 2)}`,
  digits: "1".repeat(length),
  "digits of a confidence": `1. a\nConfidence: ${"8".repeat(length)}`,
  bars: "|".repeat(length),
  "one row of a table": `|${"a|".repeat(length / 2)}`,
  "rows of a table": "|a|b|\n".repeat(length / 10),
  bullets: "- a\n".repeat(length / 10),
  numbers: "1. a\n".repeat(length / 10),
  quotes: '1. "'.repeat(length / 4),
  "book marks": "《".repeat(length),
  links: `1. ${"[a](".repeat(length / 4)}`,
  thoughts: `<think>${"</think".repeat(length / 8)}`,
  fences: "```json\n".repeat(length / 8),
  "years without an end": `1. a ${"(1999-".repeat(length / 6)}`,
};

test.each(Object.entries(hostile))("%s by the hundred thousand are read in one pass", (_, reply) => {
  const list = parseList(reply, { isCut: true });
  expect(list.items.length).toBeLessThanOrEqual(reply.length / 4);
});

test.each(["opening brackets", "braces and quotes", "titles inside titles", "stars and letters", "thoughts"])(
  "%s in small pieces are read in one pass",
  (name) => {
    const reply = hostile[name] ?? "";
    const parser = createListParser();
    for (let at = 0; at < reply.length; at += 5) parser.push(reply.slice(at, at + 5));
    expect(parser.end({ isCut: true })).toEqual(parseList(reply, { isCut: true }));
  },
);

test("a reply of 100 KB gives every one of its items", () => {
  const lines = Array.from({ length: 900 }, (_, index) => {
    const year = 1950 + (index % 70);
    return `${index + 1}. **Film ${index}** (${year}): ${"words of a story ".repeat(5)}Reason: it fits. Confidence: 85%`;
  });
  const numbered = parseList(lines.join("\n"));
  expect(numbered.items.map(({ title }) => title)).toEqual(lines.map((_, index) => `Film ${index}`));
  const objects = lines.map((_, index) => ({ title: `Film ${index}`, year: 1999, reason: "x".repeat(60) }));
  const json = parseList(JSON.stringify({ recommendations: objects }));
  expect(json.items.map(({ title }) => title)).toEqual(objects.map(({ title }) => title));
});
