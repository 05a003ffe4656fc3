/** Users' preferences: stored with a vector, listed, removed, searched by similarity. */
import { ReparteeError, toReparteeError } from "../../core/errors.ts";
import type { Log } from "../../core/log.ts";
import type { Embedding, Preference } from "../../core/preference.ts";
import type { PreferenceStore } from "../../core/stores.ts";
import type { CatalogEntry } from "../catalog/catalog-entry.ts";
import { createLexicalEmbedder } from "../embedding/lexical-embedder.ts";
import { waitedForMs, type TextEmbedder } from "../embedding/text-embedder.ts";
import type { FoundPreference } from "../recommender.ts";
import type { NewPreference, PreferenceQuery, PreferenceSearch } from "./preference-requests.ts";
import { createVectorIndex } from "../retrieval/vector-index.ts";
import { describePreference } from "./describe-preference.ts";
import { createReEmbedding } from "./re-embedding.ts";

export interface Preferences {
  add(
    preference: NewPreference,
    signal: AbortSignal,
  ): Promise<{ readonly preference: Preference; readonly persisted: boolean }>;
  list(query: PreferenceQuery): Promise<readonly Preference[]>;
  remove(userId: string, id: string): Promise<boolean>;
  search(search: PreferenceSearch, signal: AbortSignal): Promise<readonly FoundPreference[]>;
  /** Starts to embed, in the background, the preferences without a vector of this model. */
  embedAgain(): void;
  settled(): Promise<void>;
}

export interface PreferencesOptions {
  readonly store: PreferenceStore;
  readonly embedder: TextEmbedder;
  readonly ground: (title: string, year: number | null, kind: string | undefined) => CatalogEntry | undefined;
  readonly log: Log;
  /** Ends the work in the background. */
  readonly signal: AbortSignal;
}

const defaultFound = 10;

export function createPreferences({ store, embedder, ground, log, signal: closing }: PreferencesOptions): Preferences {
  const describe = (preference: Preference): string =>
    describePreference(preference, ground(preference.title, preference.year ?? null, preference.kind));
  const reEmbedding = createReEmbedding({ store, embedder, describe, log, signal: closing });

  /** Undefined when the model is unavailable now: the vector is added in the background. */
  async function embeddingOf(preference: Preference, signal: AbortSignal): Promise<Embedding | undefined> {
    try {
      const options = { role: "document", signal, limitMs: waitedForMs } as const;
      const [vector] = await embedder.embed([describe(preference)], options);
      return vector === undefined ? undefined : { model: embedder.model, vector };
    } catch (thrown) {
      const { code, message } = toReparteeError(thrown);
      log.warn({ model: embedder.model, code, reason: message }, "preference kept without a vector");
      return undefined;
    }
  }

  /** An id may be another user's, which stays as it was. */
  async function checkStored({ id, kind, userId }: Preference): Promise<void> {
    const own = await store.list(userId, kind);
    if (own.some((one) => one.id === id)) return;
    throw new ReparteeError("invalid_request", "id: expected a new one or one of this user, got one that is in use", {
      param: "id",
      hint: "Leave the field out: an id is made then",
    });
  }

  return {
    async add(added, signal) {
      const { userId, title, year, description } = added;
      const plain: Preference = {
        id: added.id ?? crypto.randomUUID(),
        userId,
        kind: added.kind ?? "movie",
        title,
        verdict: added.verdict ?? "liked",
        createdAtMs: Date.now(),
        year,
        description,
      };
      const embedding = await embeddingOf(plain, signal);
      const preference = embedding === undefined ? plain : { ...plain, embedding };
      const outcome = await store.put(preference);
      if (outcome.persisted && added.id !== undefined) await checkStored(preference);
      return { preference, ...outcome };
    },
    list: ({ userId, kind }) => store.list(userId, kind),
    remove: (userId, id) => store.remove(userId, id),
    async search({ userId, kind, query, limit = defaultFound }, signal) {
      reEmbedding.start();
      const stored = await store.list(userId, kind);
      const found = (await searchByModel(stored, query, signal)) ?? (await searchByWords(stored, query, signal));
      return found.toSorted((a, b) => b.similarity - a.similarity).slice(0, limit);
    },
    embedAgain: reEmbedding.start,
    settled: reEmbedding.settled,
  };

  /** Undefined when the model is unavailable, or some have another model's vector. */
  async function searchByModel(
    stored: readonly Preference[],
    query: string,
    signal: AbortSignal,
  ): Promise<readonly FoundPreference[] | undefined> {
    const vectors = stored.flatMap(({ embedding }) => (embedding?.model === embedder.model ? [embedding.vector] : []));
    if (vectors.length < stored.length) return undefined;
    try {
      const [vector] = await embedder.embed([query], { role: "query", signal, limitMs: waitedForMs });
      return vector === undefined ? undefined : rate(stored, vectors, vector);
    } catch (thrown) {
      const { code, message } = toReparteeError(thrown);
      log.warn({ model: embedder.model, code, reason: message }, "preferences searched by their words");
      return undefined;
    }
  }

  async function searchByWords(
    stored: readonly Preference[],
    query: string,
    signal: AbortSignal,
  ): Promise<readonly FoundPreference[]> {
    const texts = stored.map(describe);
    const words = createLexicalEmbedder(texts);
    const [[vector], vectors] = await Promise.all([
      words.embed([query], { role: "query", signal }),
      words.embed(texts, { role: "document", signal }),
    ]);
    return vector === undefined ? [] : rate(stored, vectors, vector);
  }
}

function rate(
  stored: readonly Preference[],
  vectors: readonly Float32Array[],
  query: Float32Array,
): readonly FoundPreference[] {
  const scores = createVectorIndex(vectors).scores(query);
  return stored.map((preference, place) => ({ preference, similarity: scores[place] ?? 0 }));
}
