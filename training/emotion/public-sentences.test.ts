import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readPublicSentences, withoutTraces } from "./public-sentences.ts";

describe("public sentences", () => {
  let folder: string;
  const write = (name: string, lines: readonly string[]): void => writeFileSync(join(folder, name), lines.join("\n"));

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "public-sentences-"));
    write("goemotions.train.tsv", ["happy\tThanks!", "sad\tOh no", ""]);
    write("goemotions.dev.tsv", ["neutral\tIt is [NAME] there"]);
    write(
      "xed.en.tsv",
      Array.from({ length: 200 }, (_line, index) => `angry\tGo away ${"x".repeat(index)} !`),
    );
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test("are read with their labels; languages without a file are left out", () => {
    write("xed.fr.tsv", ["surprised\tQuoi ?"]);
    const { goEmotions, xedOthers } = readPublicSentences(folder);
    expect(goEmotions.training).toEqual([
      { language: "en", label: "happy", text: "Thanks!" },
      { language: "en", label: "sad", text: "Oh no" },
    ]);
    expect(goEmotions.heldOut).toEqual([{ language: "en", label: "neutral", text: "It is there" }]);
    expect([...xedOthers.training, ...xedOthers.heldOut]).toEqual([
      { language: "fr", label: "surprised", text: "Quoi?" },
    ]);
  });

  test("of XED are held out by their text, about a fifth, the same on every run", () => {
    const { training, heldOut } = readPublicSentences(folder).xedEnglish;
    expect(training.length + heldOut.length).toBe(200);
    expect(heldOut.length).toBeGreaterThan(20);
    expect(heldOut.length).toBeLessThan(60);
    expect(readPublicSentences(folder).xedEnglish.heldOut).toEqual(heldOut);
  });

  test("are refused with file and line where a label is missing", () => {
    write("goemotions.train.tsv", ["happy\tThanks!", "furious\tNo"]);
    expect(() => readPublicSentences(folder)).toThrow(
      /goemotions\.train\.tsv:2: expected a label, a tab and a text, got "furious\\tNo"/,
    );
    rmSync(join(folder, "goemotions.dev.tsv"));
    write("goemotions.train.tsv", ["happy\tThanks!"]);
    expect(() => readPublicSentences(folder)).toThrow(/goemotions\.dev\.tsv/);
  });

  test.each([
    ["You wan na tell me , [PERSON] ?", "You wanna tell me,?"],
    ["I'm gon na go . You got ta stay !", "I'm gonna go. You gotta stay!"],
    ["[NAME] is right [sic]", "is right [sic]"],
    ["What is it?", "What is it?"],
  ])("lose what only the makers of a set wrote: %j", (text, expected) => {
    expect(withoutTraces(text)).toBe(expected);
  });
});
