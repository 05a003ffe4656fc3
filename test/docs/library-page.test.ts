/** docs/library.md against the library itself: every function is there, with an example that calls it, and no other. */
import { expect, test } from "vitest";
import { createRepartee } from "../../src/index.ts";
import { tablesOf } from "../repository/markdown.ts";
import { readRepositoryFile } from "../repository/repository-files.ts";
import { runClient } from "./page-client.ts";

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

// On the oldest Node that is supported, this fails for syntax of newer ones.
test.each(["README.md", "docs/library.md"])(
  "%s shows a first program that Node runs as it is written",
  async (name) => {
    const blocks = [...readRepositoryFile(name).matchAll(/```ts\n([^]*?)```/g)].map(([, code = ""]) => code);
    const program = blocks.find((code) => code.includes('from "repartee"')) ?? "";
    expect(program).not.toContain("await using");
    const { code, errors, output } = await runClient(program.replace("./model.gguf", "echo"), "");
    expect([code, errors, output]).toEqual([0, "", "Why is the sky blue?\n"]);
  },
);
