/**
 * Makes the rows of a trained model few: k-means (Lloyd) over the features' weights. A feature's row then costs one byte,
 * and the readings lose nothing that can be measured.
 */
import type { EmotionWeights } from "#repartee/chat/emotion/emotion-weights.js";
import { rowCount } from "#repartee/chat/emotion/emotion-weights.js";
import { featureSpace } from "#repartee/chat/emotion/text-features.js";
import { emotionLabels } from "#repartee/core/emotion.js";
import { seededRandom } from "#repartee/core/seeded-random.js";
import type { TrainedModel } from "./train.ts";

const iterations = 15;
const labelCount = emotionLabels.length;

export function clusterRows({ biases, weights, counts }: TrainedModel): EmotionWeights {
  const features = [...weights.keys()];
  const points = Float64Array.from(features.flatMap((feature) => centred(weights.get(feature) ?? new Float64Array())));
  /** A feature of many texts may be off by less. */
  const masses = features.map((feature) => Math.sqrt(counts.get(feature) ?? 1));
  let rows = firstRows(points, features.length);
  let nearest = new Uint8Array(features.length);
  for (let iteration = 0; iteration < iterations; iteration += 1) {
    nearest = nearestRows(points, rows, features.length);
    rows = meanRows(points, masses, nearest, rows);
  }
  const rowOf = new Uint8Array(featureSpace);
  for (const [index, feature] of features.entries()) rowOf[feature] = nearest[index] ?? 0;
  return { biases: Float32Array.from(biases), rows: Float32Array.from(rows), rowOf };
}

/** The same for every label says nothing: it is taken out, so that rows differ only in what they say. */
function centred(row: Float64Array): readonly number[] {
  const mean = row.reduce((sum, weight) => sum + weight, 0) / labelCount;
  return [...row].map((weight) => weight - mean);
}

/** Points drawn by chance; row 0 stays zero, for features that were not kept. */
function firstRows(points: Float64Array, count: number): Float64Array {
  const random = seededRandom(5);
  const rows = new Float64Array(rowCount * labelCount);
  for (let row = 1; row < rowCount; row += 1) {
    const index = Math.floor(random() * count);
    rows.set(points.subarray(index * labelCount, (index + 1) * labelCount), row * labelCount);
  }
  return rows;
}

function nearestRows(points: Float64Array, rows: Float64Array, count: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: count }, (_value, index) => {
    let best = 1;
    let least = Infinity;
    for (let row = 1; row < rowCount; row += 1) {
      let distance = 0;
      for (let label = 0; label < labelCount; label += 1) {
        distance += ((points[index * labelCount + label] ?? 0) - (rows[row * labelCount + label] ?? 0)) ** 2;
      }
      if (distance >= least) continue;
      best = row;
      least = distance;
    }
    return best;
  });
}

/** A row that is nearest to no point stays as it is. */
function meanRows(
  points: Float64Array,
  masses: readonly number[],
  nearest: Uint8Array,
  before: Float64Array,
): Float64Array {
  const sums = new Float64Array(before.length);
  const totals = new Float64Array(rowCount);
  for (const [index, mass] of masses.entries()) {
    const row = nearest[index] ?? 0;
    totals[row] = (totals[row] ?? 0) + mass;
    for (let label = 0; label < labelCount; label += 1) {
      const at = row * labelCount + label;
      sums[at] = (sums[at] ?? 0) + mass * (points[index * labelCount + label] ?? 0);
    }
  }
  return before.map((value, at) => {
    const total = totals[Math.floor(at / labelCount)] ?? 0;
    return total === 0 ? value : (sums[at] ?? 0) / total;
  });
}
