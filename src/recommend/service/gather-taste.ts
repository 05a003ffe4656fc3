import { ReparteeError } from "../../core/errors.ts";
import type { Log } from "../../core/log.ts";
import type { Preference } from "../../core/preference.ts";
import type { PreferenceStore } from "../../core/stores.ts";
import type { CatalogueEntry } from "../catalogue/catalogue-entry.ts";
import type { TastePoint } from "../ranking/taste.ts";
import type { RecommendRequest } from "../recommender.ts";
import type { EntrySpace } from "../retrieval/entry-space.ts";

export interface TasteSources {
  readonly store: PreferenceStore;
  /** What the question names. */
  readonly named: readonly CatalogueEntry[];
  /** The entry of that title; undefined where none or more than one fits. */
  readonly ground: (title: string, year: number | null, kind: string | undefined) => CatalogueEntry | undefined;
  readonly log: Log;
}

/** Everything that is known of what a user likes, from the store, the request and the question. */
export async function gatherTaste(
  request: RecommendRequest,
  space: EntrySpace,
  { store, named, ground, log }: TasteSources,
): Promise<readonly TastePoint[]> {
  const kept = request.userId === undefined ? [] : await readKept(request.userId, store, log);
  const points: TastePoint[] = [];
  for (const preference of kept) {
    const entry = ground(preference.title, preference.year ?? null, preference.kind);
    points.push(point(preference, entry, await vectorOf(preference, entry, space)));
  }
  for (const preference of request.preferences ?? []) {
    const entry = ground(preference.title, preference.year ?? null, request.kind);
    points.push(point({ verdict: "liked", ...preference }, entry, await vectorOf(preference, entry, space)));
  }
  for (const entry of named) {
    const { title, year } = entry;
    points.push(
      point({ title, ...(year === undefined ? {} : { year }), verdict: "named" }, entry, space.vectorOf(entry)),
    );
  }
  return points;
}

/** A user is answered without what cannot be read now. */
async function readKept(userId: string, store: PreferenceStore, log: Log): Promise<readonly Preference[]> {
  try {
    return await store.list(userId, undefined, { waitingIsEnough: true });
  } catch (thrown) {
    if (!(thrown instanceof ReparteeError)) throw thrown;
    log.warn({ code: thrown.code, reason: thrown.message }, "recommending without kept preferences");
    return [];
  }
}

/** An entry's own vector is as good as any; another model's is not compared. */
async function vectorOf(
  preference: Pick<Preference, "title" | "description" | "embedding">,
  entry: CatalogueEntry | undefined,
  { embedder, vectorOf: vectorOfEntry }: EntrySpace,
): Promise<Float32Array | undefined> {
  if (entry !== undefined) return vectorOfEntry(entry);
  const { title, description = "", embedding } = preference;
  if (embedding?.model === embedder.model) return embedding.vector;
  if (!embedder.isInstant) return undefined;
  const [vector] = await embedder.embed([`${title}. ${description}`], {
    role: "document",
    signal: new AbortController().signal,
  });
  return vector;
}

function point(
  { title, year, verdict }: Pick<TastePoint, "title" | "year" | "verdict">,
  entry: CatalogueEntry | undefined,
  vector: Float32Array | undefined,
): TastePoint {
  return {
    title,
    verdict,
    ...(year === undefined ? {} : { year }),
    ...(entry === undefined ? {} : { entry }),
    ...(vector === undefined ? {} : { vector }),
  };
}
