import { describe, expect, test } from "vitest";
import { z } from "zod";
import { readYaml, wholeNumber } from "./index.ts";

const schema = z.strictObject({
  name: z.string(),
  limits: z.strictObject({ sentences: wholeNumber(1, 20) }).optional(),
  lines: z.array(z.string()).default([]),
});

describe("YAML", () => {
  test("is read by its schema", () => {
    expect(readYaml(schema, "name: ollie\nlimits: { sentences: 2 }\n")).toEqual({
      value: { name: "ollie", limits: { sentences: 2 }, lines: [] },
      given: { name: "ollie", limits: { sentences: 2 } },
      problems: [],
    });
  });

  test("reports every problem with the line and column of its value", () => {
    const yaml = "name: 5\nlimits:\n  sentences: two\nlines:\n  - a\n  - 3\nlimts: {}\n";
    expect(readYaml(schema, yaml).problems).toEqual([
      { line: 1, column: 7, path: "name", message: "expected a string, got 5" },
      {
        line: 3,
        column: 14,
        path: "limits.sentences",
        message: 'expected a whole number from 1 to 20, got "two"',
      },
      { line: 6, column: 5, path: "lines[1]", message: "expected a string, got 3" },
      { line: 7, column: 1, path: "limts", message: "expected a known key, got another (did you mean limits?)" },
    ]);
  });

  test.each([
    ["", 1, "", "expected an object, got null"],
    ["- a\n", 1, "", "expected an object, got an array of 1"],
    ["lines: []\n", 1, "name", "expected a string, got nothing"],
    ["\nname: x\nlimits:\n", 3, "limits", "expected an object, got null"],
    ["name: [unclosed\n", 2, "", "Flow sequence in block collection must be sufficiently indented and end with a ]"],
    ["name: &a x\nlines: [*a]\n", 2, "", "expected a value, got an alias"],
    ["name: x\nname: y\n", 2, "", "Map keys must be unique"],
  ])("reports, and does not throw, %j", (yaml, line, path, message) => {
    const { value, problems } = readYaml(schema, yaml);
    expect(value).toBeUndefined();
    expect(problems[0]).toMatchObject({ line, path, message });
  });
});
