/**
 * Multinomial logistic regression over hashed n-grams by AdaGrad: from texts to the weights that are shipped. Every number
 * is drawn from one seed and added up in one order, so the same texts give the same bytes.
 */
import { textFeatures } from "#repartee/chat/emotion/text-features.js";
import { largestRoot, type EmotionWeights } from "#repartee/chat/emotion/emotion-weights.js";
import { emotionLabels } from "#repartee/core/emotion.js";
import { seededRandom } from "#repartee/core/seeded-random.js";
import type { WeightedText } from "./training-texts.ts";

interface TrainOptions {
  readonly bucketCount: number;
  readonly epochs: number;
  readonly rate: number;
  /** Pulls weights towards zero at each step that touches them. */
  readonly decay: number;
  /** Share of a sentence's features that is hidden at each step, so that no single phrase carries it. */
  readonly hidden: number;
  /** Probability that goes to the other labels: keeps weights small where the examples are certain. */
  readonly smoothing: number;
}

/** Chosen on development.txt and calibration.txt; held-out.txt had no part in it. */
const trainOptions: TrainOptions = {
  bucketCount: 58_000,
  epochs: 8,
  rate: 0.3,
  decay: 1e-5,
  hidden: 0.5,
  smoothing: 0.1,
};

const labelCount = emotionLabels.length;

/** The temperature is 1: it is fitted afterwards, on texts that were not trained on. */
export function train(texts: readonly WeightedText[], options: TrainOptions = trainOptions): EmotionWeights {
  const random = seededRandom(2);
  const examples = texts.map(({ text, label, weight }) => ({
    features: textFeatures(text, options.bucketCount),
    label: emotionLabels.indexOf(label),
    weight,
  }));
  const weights = new Float64Array(options.bucketCount * labelCount);
  const seen = new Float64Array(options.bucketCount * labelCount).fill(1e-2);
  const biases = new Float64Array(labelCount);
  for (let epoch = 0; epoch < options.epochs; epoch += 1) {
    shuffle(examples, random);
    for (const { features, label, weight } of examples) {
      const shown = features.filter(() => random() >= options.hidden);
      if (shown.length === 0) continue;
      const value = 1 / Math.sqrt(shown.length);
      const probabilities = softmax(logitsOf(shown, weights, biases, value));
      for (let index = 0; index < labelCount; index += 1) {
        const wished = options.smoothing / labelCount + (index === label ? 1 - options.smoothing : 0);
        const error = ((probabilities[index] ?? 0) - wished) * weight;
        biases[index] = (biases[index] ?? 0) - 0.001 * error;
        for (const bucket of shown) {
          const place = bucket * labelCount + index;
          const old = weights[place] ?? 0;
          const gradient = error * value + options.decay * old;
          const sum = (seen[place] ?? 0) + gradient * gradient;
          seen[place] = sum;
          weights[place] = old - (options.rate * gradient) / Math.sqrt(sum);
        }
      }
    }
  }
  return quantize(weights, biases, options.bucketCount);
}

function logitsOf(
  features: readonly number[],
  weights: Float64Array,
  biases: Float64Array,
  value: number,
): readonly number[] {
  const sums = Array.from({ length: labelCount }, () => 0);
  for (const bucket of features) {
    for (let index = 0; index < labelCount; index += 1) {
      sums[index] = (sums[index] ?? 0) + (weights[bucket * labelCount + index] ?? 0);
    }
  }
  return sums.map((sum, index) => sum * value + (biases[index] ?? 0));
}

function softmax(logits: readonly number[]): readonly number[] {
  const highest = Math.max(...logits);
  const masses = logits.map((logit) => Math.exp(logit - highest));
  const total = masses.reduce((sum, mass) => sum + mass, 0);
  return masses.map((mass) => mass / total);
}

/** To squares of 4 bits: what lies beyond 99.9 % of the weights is cut, so that one outlier does not cost the rest. */
function quantize(weights: Float64Array, biases: Float64Array, bucketCount: number): EmotionWeights {
  const sizes = weights.map((weight) => Math.abs(weight)).toSorted();
  const scale = (sizes[Math.floor(sizes.length * 0.999)] ?? 1) / largestRoot ** 2;
  const values = Int8Array.from(weights, (weight) => {
    const root = Math.round(Math.min(largestRoot, Math.sqrt(Math.abs(weight) / scale)));
    return Math.sign(weight) * root ** 2;
  });
  return { bucketCount, scale, temperature: 1, biases: [...biases], values };
}

function shuffle(items: unknown[], random: () => number): void {
  for (let index = items.length - 1; index > 0; index -= 1) {
    const other = Math.floor(random() * (index + 1));
    [items[index], items[other]] = [items[other], items[index]];
  }
}
