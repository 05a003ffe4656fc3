/**
 * Multinomial logistic regression over hashed n-grams by AdaGrad. Every number is drawn from one seed and added up in one
 * order, so the same texts give the same weights.
 */
import { textFeatures } from "#repartee/chat/emotion/text-features.js";
import { emotionLabels } from "#repartee/core/emotion.js";
import { seededRandom } from "#repartee/core/seeded-random.js";
import type { WeightedText } from "./weigh-texts.ts";

/** Chosen on development.txt, calibration.txt and the held-out public sentences. */
const epochs = 8;
/** The weights are the mean of those after each epoch from this one on. */
const averagedFrom = 3;
const rate = 0.3;
/** Pulls weights towards zero at each step that touches them. */
const decay = 1e-5;
/** Share of a sentence's features that is hidden at each step, so that no single phrase carries it. */
const hidden = 0.5;
/** Probability that goes to the other labels. It makes the confidences fit, without a temperature. */
const smoothing = 0.1;

const labelCount = emotionLabels.length;
const neutral = emotionLabels.indexOf("neutral");

export interface TrainedModel {
  readonly biases: Float64Array;
  /** One weight a label of each feature that any text has. */
  readonly weights: ReadonlyMap<number, Float64Array>;
  /** Texts that have the feature. */
  readonly counts: ReadonlyMap<number, number>;
}

interface Example {
  /** Places in the tables, not features. */
  readonly places: Uint32Array;
  readonly label: number;
  readonly weight: number;
  readonly lacksNeutral: boolean;
}

/** @param kept the features that may be used; default: all */
export function train(texts: readonly WeightedText[], kept?: ReadonlySet<number>): TrainedModel {
  const random = seededRandom(2);
  const { examples, places, counts } = prepare(texts, kept);
  const size = places.size * labelCount;
  const tables = { weights: new Float64Array(size), squares: new Float64Array(size).fill(1e-2) };
  const biases = new Float64Array(labelCount);
  const mean = new Float64Array(size);
  for (let epoch = 0; epoch < epochs; epoch += 1) {
    shuffle(examples, random);
    for (const example of examples) {
      const shown = example.places.filter(() => random() >= hidden);
      if (shown.length > 0) learn(example, shown, tables, biases);
    }
    if (epoch < averagedFrom) continue;
    for (const [at, weight] of tables.weights.entries()) mean[at] = (mean[at] ?? 0) + weight / (epochs - averagedFrom);
  }
  const weights = new Map(
    [...places].map(([feature, place]) => [feature, mean.subarray(place * labelCount, (place + 1) * labelCount)]),
  );
  return { biases, weights, counts };
}

function prepare(
  texts: readonly WeightedText[],
  kept: ReadonlySet<number> | undefined,
): { examples: Example[]; places: Map<number, number>; counts: Map<number, number> } {
  const places = new Map<number, number>();
  const counts = new Map<number, number>();
  const examples = texts.map(({ text, label, weight, lacksNeutral }) => {
    const features = [...textFeatures(text)].filter((feature) => kept?.has(feature) ?? true);
    for (const feature of features) {
      if (!places.has(feature)) places.set(feature, places.size);
      counts.set(feature, (counts.get(feature) ?? 0) + 1);
    }
    const own = Uint32Array.from(features, (feature) => places.get(feature) ?? 0);
    return { places: own, label: emotionLabels.indexOf(label), weight, lacksNeutral };
  });
  return { examples, places, counts };
}

/** One step of AdaGrad down the gradient of the cross entropy. */
function learn(
  { label, weight, lacksNeutral }: Example,
  shown: Uint32Array,
  { weights, squares }: { readonly weights: Float64Array; readonly squares: Float64Array },
  biases: Float64Array,
): void {
  const value = 1 / Math.sqrt(shown.length);
  const logits = new Float64Array(labelCount);
  for (const place of shown) {
    for (let one = 0; one < labelCount; one += 1) {
      logits[one] = (logits[one] ?? 0) + (weights[place * labelCount + one] ?? 0);
    }
  }
  for (let one = 0; one < labelCount; one += 1) logits[one] = (logits[one] ?? 0) * value + (biases[one] ?? 0);
  if (lacksNeutral) logits[neutral] = -Infinity;
  const probabilities = softmax(logits);
  const possible = lacksNeutral ? labelCount - 1 : labelCount;
  for (let one = 0; one < labelCount; one += 1) {
    if (lacksNeutral && one === neutral) continue;
    const expected = smoothing / possible + (one === label ? 1 - smoothing : 0);
    const error = ((probabilities[one] ?? 0) - expected) * weight;
    biases[one] = (biases[one] ?? 0) - 0.001 * error;
    for (const place of shown) {
      const at = place * labelCount + one;
      const old = weights[at] ?? 0;
      const gradient = error * value + decay * old;
      const sum = (squares[at] ?? 0) + gradient * gradient;
      squares[at] = sum;
      weights[at] = old - (rate * gradient) / Math.sqrt(sum);
    }
  }
}

function softmax(logits: Float64Array): Float64Array {
  const highest = Math.max(...logits);
  const masses = logits.map((logit) => Math.exp(logit - highest));
  const total = masses.reduce((sum, mass) => sum + mass, 0);
  return masses.map((mass) => mass / total);
}

function shuffle(items: unknown[], random: () => number): void {
  for (let index = items.length - 1; index > 0; index -= 1) {
    const other = Math.floor(random() * (index + 1));
    [items[index], items[other]] = [items[other], items[index]];
  }
}
