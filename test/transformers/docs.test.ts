import { expect, it } from "vitest";
import { families } from "../../src/engines/transformers/families.ts";
import { codeMarksOf, tablesOf } from "../repository/markdown.ts";
import { readRepositoryFile } from "../repository/repository-files.ts";

it("docs/engines/transformers.md has every family in the order in which they are tried, and no other", () => {
  const table = tablesOf(readRepositoryFile("docs/engines/transformers.md")).find(
    ({ header }) => header[0] === "family",
  );
  const documented = table?.rows.map(([name = "", , , tooLong = ""]) => ({ id: codeMarksOf(name)[0], tooLong }));
  expect(documented?.map(({ id }) => id)).toEqual(families.map(({ id }) => id));
  for (const [index, { kind, tooLong }] of families.entries()) {
    if (kind === "feature-extraction") continue;
    expect(documented?.[index]?.tooLong).toMatch(tooLong === "refuse" ? /refused/ : /oldest turns are left out/);
  }
});
