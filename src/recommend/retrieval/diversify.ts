import { cosine } from "../../core/unit-vector.ts";

/** A candidate, with what decides whether it may be next to another. */
export interface Ranked {
  readonly score: number;
  readonly vector: Float32Array;
  /** Names of which at most `perName` may be in a list: directors, a franchise. */
  readonly names: readonly string[];
}

export interface DiversityOptions {
  readonly limit: number;
  /** How much the score counts against being unlike what was taken already; 1 is the score alone. */
  readonly lambda?: number;
  readonly perName?: number;
}

/**
 * Maximal marginal relevance: takes one after the other what scores high and is unlike everything taken before
 * (Carbonell and Goldstein, 1998), and leaves out a third work of one director or franchise.
 */
export function diversify<Item extends Ranked>(
  items: readonly Item[],
  { limit, lambda = 0.7, perName = 2 }: DiversityOptions,
): Item[] {
  const left = items.map((item) => ({ item, nearest: 0 }));
  const taken: Item[] = [];
  const counts = new Map<string, number>();
  while (taken.length < limit && left.length > 0) {
    let best = 0;
    for (const [index, candidate] of left.entries()) {
      const against = left[best];
      if (against !== undefined && worth(candidate, lambda) > worth(against, lambda)) best = index;
    }
    const [chosen] = left.splice(best, 1);
    if (chosen === undefined) break;
    const { item } = chosen;
    if (item.names.some((name) => (counts.get(name) ?? 0) >= perName)) continue;
    taken.push(item);
    for (const name of item.names) counts.set(name, (counts.get(name) ?? 0) + 1);
    for (const other of left) other.nearest = Math.max(other.nearest, cosine(other.item.vector, item.vector));
  }
  return taken;
}

function worth({ item, nearest }: { readonly item: Ranked; readonly nearest: number }, lambda: number): number {
  return lambda * item.score - (1 - lambda) * nearest;
}
