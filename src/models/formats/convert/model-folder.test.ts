import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findModelFiles } from "./model-folder.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "repartee-folder-"));
  await mkdir(join(folder, "models"));
  for (const name of ["b.gguf", "a.gguf", "notes.txt"]) await writeFile(join(folder, "models", name), "");
  await mkdir(join(folder, "empty"));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

test.each([
  { path: "models", message: /has no config\.json/, hint: /models.a\.gguf\.$/ },
  { path: "empty", message: /has no config\.json/, hint: /^Download the whole repository/ },
  { path: "nowhere", message: /nowhere: there is no such folder/, hint: /\.gguf file, or of a folder/ },
  { path: join("models", "notes.txt"), message: /notes\.txt: it is a file/, hint: /\.gguf file, or of a folder/ },
])("what is no model folder is distinguished from one that lacks a file: $path", async ({ path, message, hint }) => {
  await expect(findModelFiles(join(folder, path))).rejects.toMatchObject({
    code: "model_file_missing",
    message: expect.stringMatching(message),
    hint: expect.stringMatching(hint),
  });
});
