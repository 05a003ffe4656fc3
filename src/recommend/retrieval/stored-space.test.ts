import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { silentLog } from "../../core/log.ts";
import { toUnitVector } from "../../core/unit-vector.ts";
import { describeEntry } from "../catalog/catalog-entry.ts";
import { builtInCatalog } from "../catalog/open-catalog.ts";
import type { TextEmbedder } from "../embedding/text-embedder.ts";
import { createStoredSpace } from "./stored-space.ts";
import { createVectorFiles, type VectorFiles } from "./vector-files.ts";

const signal = new AbortController().signal;
const entries = builtInCatalog().slice(0, 100);

function files(): VectorFiles {
  const folder = mkdtempSync(join(tmpdir(), "repartee-space-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return createVectorFiles({ folder, madeBy: ["m"] });
}

/** A model whose vectors depend on the text and on `seed`. */
function embedder(seed: number): TextEmbedder & { readonly texts: string[] } {
  const texts: string[] = [];
  return {
    model: "m",
    isInstant: false,
    texts,
    async embed(given) {
      texts.push(...given);
      return given.map((text) =>
        toUnitVector(Float32Array.from({ length: 8 }, (_, place) => Math.sin(text.length * (place + seed)))),
      );
    },
  };
}

test("a restart embeds one text, and has the same space", async () => {
  const kept = files();
  const first = await createStoredSpace(entries, embedder(1), { files: kept, log: silentLog, signal });
  const restarted = embedder(1);
  const second = await createStoredSpace(entries, restarted, { files: kept, log: silentLog, signal });
  expect(restarted.texts).toEqual(entries.slice(0, 1).map(describeEntry));
  for (const entry of entries) expect(second.vectorOf(entry)).toEqual(first.vectorOf(entry));
});

test("another model behind the same name makes its own vectors, and they are kept instead", async () => {
  const kept = files();
  await createStoredSpace(entries, embedder(1), { files: kept, log: silentLog, signal });
  const other = embedder(40);
  await createStoredSpace(entries, other, { files: kept, log: silentLog, signal });
  expect(other.texts).toHaveLength(1 + entries.length);
  const again = embedder(40);
  await createStoredSpace(entries, again, { files: kept, log: silentLog, signal });
  expect(again.texts).toHaveLength(1);
});

test("a folder that cannot be written to costs the next start its time, and nothing else", async () => {
  const folder = mkdtempSync(join(tmpdir(), "repartee-space-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, "taken"), "a file where the folder should be");
  const kept = createVectorFiles({ folder: join(folder, "taken", "below"), madeBy: ["m"] });
  const model = embedder(1);
  const space = await createStoredSpace(entries, model, { files: kept, log: silentLog, signal });
  expect(space.index.size).toBe(entries.length);
  expect(model.texts).toHaveLength(entries.length);
});
