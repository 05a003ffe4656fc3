import type { CatalogEntry } from "../catalog/catalog-entry.ts";
import { describeEntry } from "../catalog/catalog-entry.ts";
import type { TextEmbedder } from "../embedding/text-embedder.ts";
import { createVectorIndex, type VectorIndex } from "./vector-index.ts";

/** A catalog as points of one embedder: what is compared within it was embedded by the same model. */
export interface EntrySpace {
  readonly embedder: TextEmbedder;
  readonly entries: readonly CatalogEntry[];
  readonly index: VectorIndex;
  /** The entry's place in `entries` and in `index`; undefined for an entry of another catalog. */
  placeOf(entry: CatalogEntry): number | undefined;
  vectorOf(entry: CatalogEntry): Float32Array | undefined;
}

/** Entries between two looks at the clock of the event loop: some 5 ms of work of the lexical embedder. */
const chunkSize = 64;

/** @throws ReparteeError what the embedder throws; `cancelled` when the signal is aborted. */
export async function createEntrySpace(
  entries: readonly CatalogEntry[],
  embedder: TextEmbedder,
  signal: AbortSignal,
): Promise<EntrySpace> {
  const vectors: Float32Array[] = [];
  for (let start = 0; start < entries.length; start += chunkSize) {
    const texts = entries.slice(start, start + chunkSize).map(describeEntry);
    vectors.push(...(await embedder.embed(texts, { role: "document", signal })));
    await otherWorkDone();
  }
  return entrySpaceOf(entries, embedder, vectors);
}

/** The space of vectors that are there already, one an entry. */
export function entrySpaceOf(
  entries: readonly CatalogEntry[],
  embedder: TextEmbedder,
  vectors: readonly Float32Array[],
): EntrySpace {
  const index = createVectorIndex(vectors);
  const places = new Map(entries.map(({ id }, place) => [id, place]));
  return {
    embedder,
    entries,
    index,
    placeOf: ({ id }) => places.get(id),
    vectorOf(entry) {
      const place = places.get(entry.id);
      return place === undefined ? undefined : index.vector(place);
    },
  };
}

function otherWorkDone(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
