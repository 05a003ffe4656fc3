import { ReparteeError } from "../../core/errors.ts";
import type { Log } from "../../core/log.ts";
import type { Preference } from "../../core/preference.ts";
import type { PreferenceStore } from "../../core/stores.ts";
import type { CatalogEntry } from "../catalog/catalog-entry.ts";
import { tasteVector, type TastePoint } from "../ranking/taste.ts";
import type { RecommendRequest } from "../recommend-request.ts";
import type { EntrySpace } from "../retrieval/entry-space.ts";
import type { Grounding } from "./grounding.ts";

export interface TasteSources {
  /** Those of the user. */
  readonly stored: readonly Preference[];
  /** What the question names. */
  readonly named: readonly CatalogEntry[];
  readonly grounding: Grounding;
}

/** Everything that is known of what a user likes, from the store, the request and the question, as points of a space. */
export async function gatherTaste(
  request: RecommendRequest,
  space: EntrySpace,
  { stored, named, grounding }: TasteSources,
): Promise<readonly TastePoint[]> {
  const points: TastePoint[] = [];
  for (const preference of stored) {
    points.push(await pointOf(preference, preference.kind, space, grounding));
  }
  for (const preference of request.preferences ?? []) {
    points.push(await pointOf({ verdict: "liked", ...preference }, request.kind, space, grounding));
  }
  for (const entry of named) {
    const { title, year } = entry;
    const vector = space.vectorOf(entry);
    points.push({
      title,
      verdict: "named",
      entry,
      year,
      vector,
    });
  }
  return points;
}

/** A user is answered without what cannot be read now. */
export async function readStored(
  userId: string | undefined,
  store: PreferenceStore,
  log: Log,
): Promise<readonly Preference[]> {
  if (userId === undefined) return [];
  try {
    return await store.list(userId, undefined, { waitingIsEnough: true });
  } catch (thrown) {
    if (!(thrown instanceof ReparteeError)) throw thrown;
    log.warn({ code: thrown.code, reason: thrown.message }, "recommending without stored preferences");
    return [];
  }
}

type TasteSource = Pick<Preference, "title" | "verdict"> &
  Partial<Pick<Preference, "year" | "description" | "embedding">>;

async function pointOf(
  preference: TasteSource,
  kind: string | undefined,
  space: EntrySpace,
  { ground, namesakes }: Grounding,
): Promise<TastePoint> {
  const { title, verdict, year } = preference;
  const entry = ground(title, year ?? null, kind);
  const several = entry === undefined ? namesakes(title, year ?? null, kind) : [];
  const entries = entry === undefined ? several : [entry];
  const vector = entries.length > 0 ? middleOf(entries, space) : await vectorOf(preference, space);
  return {
    title,
    verdict,
    year,
    entry,
    ...(several.length === 0 ? {} : { namesakes: several }),
    vector,
  };
}

function middleOf(entries: readonly CatalogEntry[], space: EntrySpace): Float32Array | undefined {
  return tasteVector(
    entries.flatMap((entry) => {
      const vector = space.vectorOf(entry);
      return vector === undefined ? [] : [{ title: entry.title, verdict: "liked" as const, vector }];
    }),
  );
}

/** Of what the catalog does not have; another model's vector is not compared. */
async function vectorOf(
  { title, description = "", embedding }: TasteSource,
  { embedder }: EntrySpace,
): Promise<Float32Array | undefined> {
  if (embedding?.model === embedder.model) return embedding.vector;
  if (!embedder.isInstant) return undefined;
  const [vector] = await embedder.embed([`${title}. ${description}`], {
    role: "document",
    signal: new AbortController().signal,
  });
  return vector;
}
