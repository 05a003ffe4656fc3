import type { TrainedModel } from "./train.ts";

/** Rarer ones are noise, and most features are: a name, a misspelling. */
const leastTexts = 2;

/**
 * The features that say most: by how far their weights are from saying the same of every label, and, with little say, by
 * how many texts have them.
 */
export function tellingFeatures({ weights, counts }: TrainedModel, limit: number): ReadonlySet<number> {
  const scored: { readonly feature: number; readonly score: number }[] = [];
  for (const [feature, row] of weights) {
    const count = counts.get(feature) ?? 0;
    if (count >= leastTexts) scored.push({ feature, score: spread(row) * count ** 0.25 });
  }
  scored.sort((one, other) => other.score - one.score || one.feature - other.feature);
  return new Set(scored.slice(0, limit).map(({ feature }) => feature));
}

function spread(row: Float64Array): number {
  const mean = row.reduce((sum, weight) => sum + weight, 0) / row.length;
  return Math.sqrt(row.reduce((sum, weight) => sum + (weight - mean) ** 2, 0));
}
