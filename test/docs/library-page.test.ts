/** docs/library.md against the library itself: every function is there, with an example that calls it, and no other. */
import { expect, test } from "vitest";
import { createRepartee } from "../../src/index.ts";
import { tablesOf } from "../repository/markdown.ts";
import { readRepositoryFile } from "../repository/repository-files.ts";

const page = readRepositoryFile("docs/library.md");
const rows = tablesOf(page)
  .filter(({ header }) => header[0] === "function")
  .flatMap((table) => table.rows);

test("docs/library.md has every function of a Repartee, and no other", async () => {
  await using repartee = await createRepartee();
  const names = Object.entries(repartee).flatMap(([name, member]) =>
    typeof member === "function" ? [name] : Object.keys(member).map((inner) => `${name}.${inner}`),
  );
  expect(rows.map(([name = ""]) => name.replaceAll("`", "")).toSorted()).toEqual(names.toSorted());
});

test.each(rows.map(([name = "", example = "", gives = ""]) => [name.replaceAll("`", ""), example, gives] as const))(
  "docs/library.md shows a call of %s and what it gives",
  (name, example, gives) => {
    expect(example).toContain(`repartee.${name}(`);
    expect(gives).toMatch(/\w/);
  },
);
