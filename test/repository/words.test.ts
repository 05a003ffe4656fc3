import { describe, expect, test } from "vitest";
import { filesMatching, readRepositoryFile } from "./repository-files.ts";
import { allowedUses, wordRules, type WordRule } from "./words.ts";

const places = {
  src: filesMatching(/^src\/.*\.ts$/),
  docs: [...filesMatching(/^docs\/.*\.md$/), "README.md", "CONTRIBUTING.md"],
} as const;

interface Line {
  readonly path: string;
  readonly number: number;
  readonly text: string;
}

function linesOf(path: string): readonly Line[] {
  return readRepositoryFile(path)
    .split("\n")
    .map((text, index) => ({ path, number: index + 1, text }));
}

function isAllowed({ path, text }: Line): boolean {
  return allowedUses.some((use) => use.path.test(path) && (use.text?.test(text) ?? true));
}

/** `src/a.ts:3: the line`, once for each occurrence. */
function usesOf(lines: readonly Line[], { word }: Pick<WordRule, "word">): readonly string[] {
  return lines
    .filter((line) => !isAllowed(line))
    .flatMap(({ path, number, text }) => [...text.matchAll(word)].map(() => `${path}:${number}: ${text.trim()}`));
}

const lines = { src: places.src.flatMap(linesOf), docs: places.docs.flatMap(linesOf) };

describe.each(["src", "docs"] as const)("%s", (place) => {
  test.each(wordRules)("has no more of $word than its ceiling; plain words are: $instead", (rule) => {
    const uses = usesOf(lines[place], rule);
    expect(uses.length, uses.join("\n")).toBeLessThanOrEqual(rule.ceiling[place]);
  });
});

test("every allowed use still occurs, and has a reason", () => {
  const all = filesMatching(/^(?:src|docs)\//);
  const unused = allowedUses.filter(
    ({ path, text }) =>
      !all.some((file) => path.test(file) && (text === undefined || text.test(readRepositoryFile(file)))),
  );
  expect(unused).toEqual([]);
  expect(allowedUses.filter(({ reason }) => reason === "")).toEqual([]);
});

test("the check finds a word in an identifier, a message and a comment, and leaves allowed lines alone", () => {
  const found = (path: string, text: string): number =>
    wordRules.reduce((sum, rule) => sum + usesOf([{ path, number: 1, text }], rule).length, 0);
  expect(found("src/a.ts", "const isWished = 1; // the database is gone")).toBe(2);
  expect(found("src/a.ts", "bygone, wanted, outstanding")).toBe(0);
  expect(found("src/config/settings/a.ts", 'formerName: "catalogues",')).toBe(0);
});
