/**
 * How likely it is that a recommendation suits, from what can be known of it. A logistic blend: the weights of `fit`,
 * `coverage` and `grounded` were fitted on the labelled rows of bench/recommend (`npm run bench:recommend` fits them again and prints
 * the calibration error); those of the model's own token probability and stated number are priors, kept small until there
 * are rows with real models to fit them on.
 */
export interface ConfidenceSigns {
  /** As `Candidate.fit`; 0 for what is not in the catalog. */
  readonly fit: number;
  /** The share of the question that it answers; absent where that cannot be told. */
  readonly coverage?: number | undefined;
  /** Whether the title was found in the catalog. */
  readonly grounded: boolean;
  /** Mean probability of the tokens that name the title; absent where the engine tells none. */
  readonly tokenProbability?: number;
  /** What the model said of itself, 0–1. */
  readonly stated?: number;
}

export interface ConfidenceWeights {
  readonly bias: number;
  readonly fit: number;
  readonly coverage: number;
  readonly grounded: number;
}

const fittedWeights: ConfidenceWeights = { bias: -2.01, fit: 3.47, coverage: 3.28, grounded: 1.02 };

const tokenProbabilityWeight = 0.6;
const statedWeight = 0.4;
/** What a sign is measured from: there it says nothing. */
const neutral = 0.5;

/** 0–1. */
export function confidenceOf(signs: ConfidenceSigns, weights: ConfidenceWeights = fittedWeights): number {
  const { fit, coverage = neutral, grounded, tokenProbability = neutral, stated = neutral } = signs;
  const sum =
    weights.bias +
    weights.fit * fit +
    weights.coverage * (coverage - neutral) +
    weights.grounded * (grounded ? 1 : 0) +
    tokenProbabilityWeight * (tokenProbability - neutral) +
    statedWeight * (stated - neutral);
  return 1 / (1 + Math.exp(-sum));
}
