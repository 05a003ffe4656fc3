import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { emotionLabels } from "../../core/emotion.ts";
import { languages } from "../../core/language.ts";
import { builtInPersonas } from "./built-in-folder.ts";
import { readYaml } from "../../schema/index.ts";
import { minCannedLines, personaSchema } from "./persona.ts";

const readPersona = (yaml: string) => readYaml(personaSchema, yaml);
const ollie = readFileSync(join(builtInPersonas(), "ollie.yaml"), "utf8");

describe("ollie", () => {
  test("is a whole persona with canned lines for every feeling in every language", () => {
    const { value, problems } = readPersona(ollie);
    expect(problems).toEqual([]);
    expect(value).toMatchObject({ name: "ollie", spoken: true, limits: { sentences: 2, maxTokens: 50 } });
    for (const emotion of emotionLabels) {
      for (const language of languages) {
        const lines = value?.canned[emotion].lines[language] ?? [];
        expect(lines.length, `${emotion} ${language}`).toBeGreaterThanOrEqual(minCannedLines);
        expect(new Set(lines).size, `${emotion} ${language}`).toBe(lines.length);
      }
    }
  });
});

/** The one problem of a persona in which something was replaced. */
function problemAfter(search: string | RegExp, replacement: string) {
  const { problems, value } = readPersona(ollie.replace(search, replacement));
  expect(value).toBeUndefined();
  expect(problems).toHaveLength(1);
  return problems[0];
}

describe("a persona file with a fault", () => {
  const lineOf = (text: string): number => ollie.slice(0, ollie.indexOf(text)).split("\n").length;

  test("names line, column and the nearest key, where a key is mistyped", () => {
    const { problems } = readPersona(ollie.replace("spoken: true", "spokn: true"));
    expect(problems).toEqual([
      {
        line: lineOf("spoken: true"),
        column: 1,
        path: "spokn",
        message: "expected a known key, got another (did you mean spoken?)",
      },
    ]);
  });

  test("reports what was expected and what it has", () => {
    expect(problemAfter("sentences: 2", "sentences: two")).toEqual({
      line: lineOf("sentences: 2"),
      column: 14,
      path: "limits.sentences",
      message: 'expected a whole number from 1 to 20, got "two"',
    });
    expect(problemAfter("name: ollie", "name: Ollie the Octopus")).toMatchObject({ line: 2, path: "name" });
    expect(problemAfter("languages: [en,", "languages: [eng,")).toMatchObject({
      path: "languages[0]",
      message: expect.stringContaining("did you mean en?"),
    });
  });

  test("names the place of what is missing", () => {
    const { problems } = readPersona("name: x\n");
    expect(problems.map(({ path, message }) => `${path}: ${message}`)).toContain(
      "character: expected who the persona is, one paragraph, got nothing",
    );
    expect(problems.every(({ line }) => line === 1)).toBe(true);
  });

  test("needs six canned lines a feeling in each of its languages, and no others", () => {
    const start = ollie.indexOf("      it:\n");
    const fewer = `${ollie.slice(0, start)}      it: [Ciao]\n${ollie.slice(ollie.indexOf("  sad:\n    reply_emotion"))}`;
    expect(readPersona(fewer).problems).toMatchObject([
      { path: "canned.happy.lines.it", message: "expected at least 6 lines, got an array of 1" },
    ]);
    const missing = `${ollie.slice(0, start)}${ollie.slice(ollie.indexOf("  sad:\n    reply_emotion"))}`;
    expect(readPersona(missing).problems).toMatchObject([
      { path: "canned.happy.lines.it", message: "expected at least 6 lines, got nothing" },
    ]);
    expect(readPersona(ollie.replace(", it]", "]")).value?.languages).not.toContain("it");
  });

  test.each([
    ["", "expected an object, got null"],
    ["- a\n- b\n", "expected an object, got an array of 2"],
    ["name: [unclosed\n", "end with a ]"],
    ["name: &a x\ntitle: *a\n", "an alias"],
  ])("is reported, not thrown, for %j", (yaml, expected) => {
    const { problems, value } = readPersona(yaml);
    expect(value).toBeUndefined();
    expect(problems.map(({ path, message }) => `${path} ${message}`).join("\n")).toContain(expected);
    expect(problems[0]?.line).toBeGreaterThan(0);
  });
});
