import { describe, expect, test } from "vitest";

import { cutScript, encodePieces } from "./script-pieces.ts";

describe("cutScript", () => {
  test.each([
    ["words that differ, one by one", "I hear you.", ["I", " hear", " you."]],
    ["a word said again, with what follows", "a b a b c", ["a", " b", " a", " b c"]],
    ["a last word said again, with what precedes", "x the y the", ["x", " the", " y the"]],
    ["one word over and over, whole", " a a a", [" a", " a a"]],
    ["white space at both ends", " a \n", [" a", " \n"]],
    ["nothing", "", []],
  ])("cuts %s", (_, script, pieces) => {
    expect(cutScript(script)).toEqual(pieces);
  });

  test("pieces always differ and spell the script, for repetitive scripts", () => {
    for (const script of ["a a", "a a a a a a a", "b a a", "no no no yes no yes", "the the cat the the"]) {
      expect(() => encodePieces(script, cutScript(script))).not.toThrow();
    }
  });
});

describe("encodePieces", () => {
  test("bytes and text mix", () => {
    expect(encodePieces("é!", [[0xc3], [0xa9], "!"]).map((piece) => [...piece])).toEqual([[0xc3], [0xa9], [0x21]]);
  });

  test.each([
    ["pieces that spell something else", "ab", ["a"], /its pieces spell "a"/],
    ["a piece used twice", "aba", ["a", "b", "a"], /"a" is empty or used twice/],
    ["an empty piece", "a", ["a", ""], /empty or used twice/],
    ["an empty script", "", [], /at least one piece/],
  ])("refuses %s", (_, script, pieces, message) => {
    expect(() => encodePieces(script, pieces)).toThrow(message);
  });
});
