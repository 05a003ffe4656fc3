import { expect } from "vitest";
import type { AnswerValidator } from "./answer-validator.ts";
import type { AnswerCase } from "./asked.ts";

/**
 * Fails on a field that is wrong by the document, on one that it does not know and that is no extension of ours, and where
 * it does not describe the answer at all.
 * @param extensions How the paths of our own fields end.
 */
export async function checkAnswers(
  { ask, except }: AnswerCase,
  { baseUrl, extensions, validator }: { baseUrl: string; extensions: RegExp; validator: AnswerValidator },
): Promise<void> {
  const answers = await ask(baseUrl);
  expect(answers.length).toBeGreaterThan(0);
  const findings = answers.map(({ answer, place }) => {
    const found = validator.check(place, answer);
    if (found === undefined) throw new Error(`The document has nothing at ${place.join("/")}`);
    const isUnexpected = (problem: string): boolean => except?.problems.includes(problem) !== true;
    return [
      ...found.problems.filter(isUnexpected),
      ...found.unknown.filter((path) => !extensions.test(path)).map((path) => `${path}: is not in the document`),
    ];
  });
  expect([...new Set(findings.flat())]).toEqual([]);
}
