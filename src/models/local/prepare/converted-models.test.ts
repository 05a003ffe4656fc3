import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { convertedFolderOf, removeConvertedFrom } from "./converted-models.ts";

let cache = "";

beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), "repartee-converted-"));
});
afterEach(async () => {
  await rm(cache, { recursive: true, force: true });
});

test("what is made of a file of the cache lies beside it, of another in a folder of its own", () => {
  const inCache = join(cache, "models", "acme", "tiny", "main", "tiny.gguf");
  expect(convertedFolderOf(cache, inCache)).toBe(join(cache, "converted", "acme", "tiny", "main"));
  for (const elsewhere of [join(tmpdir(), "tiny.gguf"), join(cache, "tiny.gguf"), join(cache, "models-2", "a.gguf")]) {
    expect(convertedFolderOf(cache, elsewhere)).toBe(join(cache, "converted", "local"));
  }
});

test("what was made of a file is removed, and nothing else", async () => {
  const folder = join(cache, "converted", "acme", "tiny", "main");
  await mkdir(folder, { recursive: true });
  const key = "0123456789abcdef0123";
  const own = [`tiny-${key}.weights.gguf`, `tiny-${key}.offsets.gguf`];
  const others = [`tiny-Q4_1-${key}.weights.gguf`, `tiny.gguf`];
  for (const name of [...own, ...others]) await writeFile(join(folder, name), "");
  await removeConvertedFrom(cache, join(cache, "models", "acme", "tiny", "main", "tiny.gguf"));
  expect((await readdir(folder)).toSorted()).toEqual(others);
  await removeConvertedFrom(cache, join(cache, "models", "acme", "none", "main", "none.gguf"));
});
