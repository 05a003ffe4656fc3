import type { PreferenceVerdict } from "../../core/preference.ts";
import { toUnitVector } from "../../core/unit-vector.ts";
import type { CatalogEntry } from "../catalog/catalog-entry.ts";

/** One thing a user spoke of, and where it lies in the space that is searched. */
export interface TastePoint {
  readonly title: string;
  readonly year?: number;
  readonly verdict: PreferenceVerdict | "named";
  /** The same thing in the catalog. */
  readonly entry?: CatalogEntry;
  /** Every entry of that title, where several have it and nobody said which; there is no `entry` then. */
  readonly namesakes?: readonly CatalogEntry[];
  /** Absent when it was embedded by another model and is not in the catalog. */
  readonly vector?: Float32Array;
}

/** What somebody likes, as one direction: towards what was liked, a little away from what was not. */
const dislikedWeight = -0.3;
/** A title in the query shows what is requested now; an older preference, what is liked in general. */
const namedWeight = 1.5;

/** 0 for what says nothing of a taste. */
export function pointWeight({ verdict }: Pick<TastePoint, "verdict">): number {
  if (verdict === "seen") return 0;
  return verdict === "disliked" ? dislikedWeight : verdict === "named" ? namedWeight : 1;
}

/** Undefined when nothing of the user's has a vector. */
export function tasteVector(points: readonly TastePoint[]): Float32Array | undefined {
  let sum: Float32Array | undefined;
  for (const { verdict, vector } of points) {
    const weight = pointWeight({ verdict });
    if (vector === undefined || weight === 0) continue;
    sum ??= new Float32Array(vector.length);
    if (sum.length !== vector.length) continue;
    for (let place = 0; place < sum.length; place += 1) sum[place] = (sum[place] ?? 0) + weight * (vector[place] ?? 0);
  }
  return sum === undefined ? undefined : toUnitVector(sum);
}
