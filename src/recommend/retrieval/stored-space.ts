/** A model's space of a catalog, out of a file where there is one, written to one where there is none. */
import { toReparteeError } from "../../core/errors.ts";
import type { Log } from "../../core/log.ts";
import { describeEntry, type CatalogEntry } from "../catalog/catalog-entry.ts";
import type { TextEmbedder } from "../embedding/text-embedder.ts";
import { createEntrySpace, entrySpaceOf, type EntrySpace } from "./entry-space.ts";
import { createVectorIndex } from "./vector-index.ts";
import type { VectorFiles } from "./vector-files.ts";

export interface KeptSpaceOptions {
  readonly files: VectorFiles;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** Cosine of two vectors of one text by one model; threads and batches change the last digits. */
const sameVector = 0.999;

/** @throws ReparteeError what the embedder throws. A file that cannot be read or written is logged. */
export async function createStoredSpace(
  entries: readonly CatalogEntry[],
  embedder: TextEmbedder,
  { files, log, signal }: KeptSpaceOptions,
): Promise<EntrySpace> {
  const texts = entries.map(describeEntry);
  const warn = (thrown: unknown, what: string): undefined => {
    log.warn({ model: embedder.model, reason: toReparteeError(thrown).message }, what);
    return undefined;
  };
  const stored = await files.read(texts).catch((thrown: unknown) => warn(thrown, "stored vectors not read"));
  if (stored !== undefined && (await isOfModel(texts, stored, embedder, signal))) {
    return entrySpaceOf(entries, embedder, stored);
  }
  const space = await createEntrySpace(entries, embedder, signal);
  const vectors = entries.map((_, place) => space.index.vector(place));
  await files.write(texts, vectors).catch((thrown: unknown) => warn(thrown, "vectors of the catalog not stored"));
  return space;
}

/** Another file may have come behind a model's name: one text is embedded again and must lie where it lay. */
async function isOfModel(
  texts: readonly string[],
  stored: readonly Float32Array[],
  embedder: TextEmbedder,
  signal: AbortSignal,
): Promise<boolean> {
  const [vector] = await embedder.embed(texts.slice(0, 1), { role: "document", signal });
  const [first] = stored;
  if (vector === undefined || first === undefined || vector.length !== first.length) return false;
  return (createVectorIndex([first]).scores(vector)[0] ?? 0) >= sameVector;
}
