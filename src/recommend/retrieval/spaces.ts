/**
 * Which vectors are compared: the lexical ones, which are there at once, until the embedding model has read the whole
 * catalog in the background; and again whenever that model cannot be asked.
 */
import type { Clock } from "../../core/clock.ts";
import { toReparteeError } from "../../core/errors.ts";
import type { Log } from "../../core/log.ts";
import { describeEntry, type CatalogEntry } from "../catalog/catalog-entry.ts";
import { createLexicalEmbedder } from "../embedding/lexical-embedder.ts";
import type { TextEmbedder } from "../embedding/text-embedder.ts";
import type { EntrySpace } from "./entry-space.ts";
import { createEntrySpace } from "./entry-space.ts";
import { createStoredSpace } from "./stored-space.ts";
import type { VectorFiles } from "./vector-files.ts";

export interface Spaces {
  /**
   * Those that are ready, the best first, the lexical one last. The first call waits for that: some 50 ms for 1,000
   * entries.
   */
  current(): Promise<readonly EntrySpace[]>;
  /** The one that needs no model. */
  lexical(): Promise<EntrySpace>;
  /** The embedder whose vectors new preferences are to have. */
  readonly preferred: TextEmbedder;
  /** Resolves when what runs in the background has come to its end. */
  settled(): Promise<void>;
}

export interface SpacesOptions {
  readonly entries: readonly CatalogEntry[];
  readonly modelEmbedder: TextEmbedder | undefined;
  /** Where that model's vectors of the entries outlive the process. */
  readonly files?: VectorFiles;
  readonly clock: Clock;
  readonly log: Log;
  /** Ends the work in the background. */
  readonly signal: AbortSignal;
}

/** After a failure, how long the model is left alone. */
const retryMs = 60_000;

export function createSpaces({ entries, modelEmbedder, files, clock, log, signal }: SpacesOptions): Spaces {
  const lexicalEmbedder = createLexicalEmbedder(entries.map(describeEntry));
  let lexical: Promise<EntrySpace> | undefined;
  let model: EntrySpace | undefined;
  let reading: Promise<void> | undefined;
  let retryAtMs = 0;

  async function read(embedder: TextEmbedder): Promise<void> {
    try {
      model = await (files === undefined
        ? createEntrySpace(entries, embedder, signal)
        : createStoredSpace(entries, embedder, { files, log, signal }));
      log.info({ model: embedder.model, entries: entries.length }, "catalog embedded");
    } catch (thrown) {
      retryAtMs = clock.now() + retryMs;
      if (signal.aborted) return;
      const { code, message } = toReparteeError(thrown);
      log.warn({ model: embedder.model, code, reason: message }, "catalog not embedded: words are compared instead");
    } finally {
      reading = undefined;
    }
  }

  const getLexical = (): Promise<EntrySpace> =>
    (lexical ??= createEntrySpace(entries, lexicalEmbedder, new AbortController().signal));

  return {
    lexical: getLexical,
    async current() {
      if (model !== undefined) return [model, await getLexical()];
      const mayRead = modelEmbedder !== undefined && !signal.aborted && clock.now() >= retryAtMs;
      if (mayRead) reading ??= read(modelEmbedder);
      return [await getLexical()];
    },
    preferred: modelEmbedder ?? lexicalEmbedder,
    settled: async () => await reading,
  };
}
