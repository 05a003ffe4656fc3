import { expect, test } from "vitest";
import { seededRandom } from "../../core/seeded-random.ts";
import { createFormatChoice, type FormatChoice } from "./format-choice.ts";

const never = (): number => 0.999;
const always = (): number => 0;

function record(choice: FormatChoice, format: "list" | "json", usable: number, times: number): void {
  for (let time = 0; time < times; time += 1) choice.record({ model: "m", format, asked: 4, usable });
}

test("a form that is set is kept to, whatever it brings", () => {
  for (const format of ["list", "json"] as const) {
    const choice = createFormatChoice({ setting: format, random: always });
    record(choice, format, 0, 20);
    expect(choice.choose("m")).toBe(format);
    expect(choice.choose(undefined)).toBe(format);
  }
});

test("lists come first, and a model whose lists do well is never tried with JSON", () => {
  const choice = createFormatChoice({ setting: "auto", random: always });
  expect(choice.choose(undefined)).toBe("list");
  expect(choice.choose("m")).toBe("list");
  record(choice, "list", 4, 4);
  record(choice, "list", 2, 1);
  for (let time = 0; time < 100; time += 1) expect(choice.choose("m")).toBe("list");
});

test("JSON is tried where lists do badly, and kept where it does better", () => {
  const choice = createFormatChoice({ setting: "auto", random: seededRandom(1) });
  record(choice, "list", 1, 5);
  const trials = Array.from({ length: 400 }, () => choice.choose("m")).filter((format) => format === "json").length;
  expect(trials).toBeGreaterThan(60);
  expect(trials).toBeLessThan(140);
  record(choice, "json", 3, 5);
  const kept = Array.from({ length: 400 }, () => choice.choose("m")).filter((format) => format === "json").length;
  expect(kept).toBeGreaterThan(360);
  expect(kept).toBeLessThan(400);
});

test("lists stay where JSON is no better, and a form that gives nothing is given up after two replies", () => {
  const choice = createFormatChoice({ setting: "auto", random: never });
  record(choice, "list", 2, 5);
  record(choice, "json", 0, 2);
  expect(choice.choose("m")).toBe("list");
  const equal = createFormatChoice({ setting: "auto", random: never });
  record(equal, "list", 2, 5);
  record(equal, "json", 2, 5);
  expect(equal.choose("m")).toBe("list");
});

test("a model is measured anew as its replies change: only the last forty count", () => {
  const choice = createFormatChoice({ setting: "auto", random: never });
  record(choice, "list", 1, 40);
  record(choice, "json", 4, 5);
  expect(choice.choose("m")).toBe("json");
  record(choice, "list", 4, 40);
  expect(choice.choose("m")).toBe("list");
});

test("an engine without schemas is asked for lists only, and each model has a measure of its own", () => {
  const choice = createFormatChoice({ setting: "auto", random: always });
  record(choice, "list", 0, 5);
  choice.refuseSchema("m");
  expect(choice.choose("m")).toBe("list");
  expect(choice.choose("other")).toBe("list");
});

test("reasoning is expected of a model that closed some which it had not opened, and of no other", () => {
  const choice = createFormatChoice({ setting: "list", random: always });
  expect(choice.isReasoningExpected("m")).toBe(false);
  choice.noteReasoning("m");
  expect(choice.isReasoningExpected("m")).toBe(true);
  expect(choice.isReasoningExpected("other")).toBe(false);
});

test("names without end do not fill the memory: the model that was measured longest ago is forgotten", () => {
  const choice = createFormatChoice({ setting: "auto", random: always });
  record(choice, "list", 0, 5);
  expect(choice.choose("m")).toBe("json");
  for (let name = 0; name < 100; name += 1) choice.record({ model: `m${name}`, format: "list", asked: 1, usable: 1 });
  expect(choice.choose("m")).toBe("list");
});
