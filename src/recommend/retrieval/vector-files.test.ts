import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createVectorFiles } from "./vector-files.ts";

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), "repartee-vectors-"));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return join(made, "below");
}

const texts = ["one", "two"];
const vectors = [new Float32Array([0.6, -0.8, 0]), new Float32Array([0, 0, 1])];

test("vectors are read back as they were written, by another object of the same maker", async () => {
  const at = folder();
  expect(await createVectorFiles({ folder: at, madeBy: ["m"] }).read(texts)).toBeUndefined();
  await createVectorFiles({ folder: at, madeBy: ["m"] }).write(texts, vectors);
  expect(await createVectorFiles({ folder: at, madeBy: ["m"] }).read(texts)).toEqual(vectors);
  expect(readdirSync(at)).toHaveLength(1);
});

test.each([
  ["another model", ["other"], texts],
  ["another prefix", ["m", "search_document: "], texts],
  ["a catalog that changed", ["m"], ["one", "two and more"]],
  ["a catalog in another order", ["m"], ["two", "one"]],
])("vectors are not those of %s", async (_, madeBy, asked) => {
  const at = folder();
  await createVectorFiles({ folder: at, madeBy: ["m"] }).write(texts, vectors);
  expect(await createVectorFiles({ folder: at, madeBy }).read(asked)).toBeUndefined();
});

test("a file that was cut is not read", async () => {
  const at = folder();
  const files = createVectorFiles({ folder: at, madeBy: ["m"] });
  await files.write(texts, vectors);
  const [name = ""] = readdirSync(at);
  writeFileSync(join(at, name), readFileSync(join(at, name)).subarray(0, 21));
  expect(await files.read(texts)).toBeUndefined();
});

test("vectors of different length are not written, and old files go", async () => {
  const at = folder();
  const files = createVectorFiles({ folder: at, madeBy: ["m"] });
  await files.write(texts, [new Float32Array(2), new Float32Array(3)]);
  expect(await files.read(texts)).toBeUndefined();
  for (let round = 0; round < 7; round += 1) await files.write([`text ${round}`], [new Float32Array([1])]);
  expect(readdirSync(at)).toHaveLength(4);
  expect(await files.read(["text 6"])).toBeDefined();
});
