/** Embeds stored preferences with the embedder in use, in the background and a few at a time. */
import { toReparteeError } from "../../core/errors.ts";
import type { Log } from "../../core/log.ts";
import type { Preference } from "../../core/preference.ts";
import type { PreferenceStore } from "../../core/stores.ts";
import type { TextEmbedder } from "../embedding/text-embedder.ts";

export interface ReEmbedding {
  /** Begins, unless it runs already. */
  start(): void;
  /** Resolves when it has come to its end. */
  settled(): Promise<void>;
}

export interface ReEmbeddingOptions {
  readonly store: PreferenceStore;
  readonly embedder: TextEmbedder;
  readonly describe: (preference: Preference) => string;
  readonly log: Log;
  readonly signal: AbortSignal;
}

const batchSize = 32;
/** One run's end, also when the store gives back what was embedded: 32,000 preferences. */
const maxBatches = 1_000;

export function createReEmbedding({ store, embedder, describe, log, signal }: ReEmbeddingOptions): ReEmbedding {
  let running: Promise<void> | undefined;

  async function run(): Promise<void> {
    try {
      for (let batch = 0; batch < maxBatches && !signal.aborted; batch += 1) {
        const waiting = await store.listToEmbed(embedder.model, batchSize);
        if (waiting.length === 0) return;
        const vectors = await embedder.embed(waiting.map(describe), { role: "document", signal });
        for (const [index, preference] of waiting.entries()) {
          const vector = vectors[index];
          if (vector === undefined || signal.aborted) return;
          const { persisted } = await store.put({ ...preference, embedding: { model: embedder.model, vector } });
          // The store would hand out the same ones again.
          if (!persisted) return;
        }
      }
    } catch (thrown) {
      if (signal.aborted) return;
      const { code, message } = toReparteeError(thrown);
      log.warn({ model: embedder.model, code, reason: message }, "preferences not embedded again");
    } finally {
      running = undefined;
    }
  }

  return {
    start() {
      if (!signal.aborted) running ??= run();
    },
    settled: async () => await running,
  };
}
