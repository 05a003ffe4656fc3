import { expect, test } from "vitest";
import { renderFacts, renderTable } from "./table.ts";

test("table aligns columns, numbers at the right, and leaves no spaces at the ends", () => {
  const text = renderTable(
    [{ title: "NAME" }, { title: "SIZE", align: "right" }, { title: "FITS" }],
    [["tiny", "9 MB", "yes"], ["llama-3.2-3b", "2.0 GB", "–"], ["lonely"]],
  );
  expect(text).toBe(
    ["NAME            SIZE  FITS", "tiny            9 MB  yes", "llama-3.2-3b  2.0 GB  –", "lonely", ""].join("\n"),
  );
});

test("table without rows is its heading", () => {
  expect(renderTable([{ title: "NAME" }, { title: "SIZE", align: "right" }], [])).toBe("NAME  SIZE\n");
});

test("facts keep a value of several lines in its column", () => {
  expect(
    renderFacts([
      ["name", "tiny"],
      ["licence", "MIT\nsee its page"],
    ]),
  ).toBe("  name     tiny\n  licence  MIT\n           see its page\n");
});
