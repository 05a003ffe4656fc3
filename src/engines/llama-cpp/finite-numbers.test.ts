import { expect, it } from "vitest";
import { silentLog } from "../../core/log.ts";
import { withFiniteNumbers } from "./finite-numbers.ts";
import { startNativeLibrary } from "./native-library.ts";

it("numbers of a schema's grammar stay finite, and whole ones have no exponent", async () => {
  const llama = await startNativeLibrary("cpu", silentLog);
  const properties = { a: { type: "integer" }, b: { type: "number" }, c: { const: ' ([eE] [-+]? ("0"' } } as const;
  const { grammar } = await llama.createGrammarForJsonSchema({ type: "object", properties });
  expect(grammar).toContain("[eE]");
  const finite = withFiniteNumbers(grammar);
  const rule = (name: string): string => finite.split("\n").find((line) => line.startsWith(`${name} `)) ?? "";
  expect(rule("integer-number-rule")).toBe('integer-number-rule ::= "-"? ("0" | [1-9] [0-9]{0,15})');
  expect(rule("fractional-number-rule")).toMatch(/ \(\[eE\] \[-\+\]\? \[0-9\] \[0-9\]\?\)\?$/);
  const others = (text: string): string[] => text.split("\n").filter((line) => !/^(integer|fractional)-/.test(line));
  expect(others(finite)).toEqual(others(grammar));
  // What llama.cpp does not understand it refuses here.
  await llama.createGrammar({ grammar: finite });
});
