/** How well numbers from 0 to 1 say how often they are right. */
export interface Rated {
  readonly confidence: number;
  readonly isGood: boolean;
}

/** Expected calibration error over ten bins of equal width: 0 is perfect, 0.5 is a coin. */
export function calibrationError(rated: readonly Rated[], bins = 10): number {
  let error = 0;
  for (let bin = 0; bin < bins; bin += 1) {
    const inside = rated.filter(({ confidence }) => Math.min(bins - 1, Math.floor(confidence * bins)) === bin);
    if (inside.length === 0) continue;
    const mean = inside.reduce((sum, { confidence }) => sum + confidence, 0) / inside.length;
    const share = inside.filter(({ isGood }) => isGood).length / inside.length;
    error += (inside.length / rated.length) * Math.abs(mean - share);
  }
  return error;
}

/** How often a good one stands before a bad one; ties count half. */
export function rankAccuracy(rated: readonly Rated[]): number {
  const good = rated.filter(({ isGood }) => isGood);
  const bad = rated.filter(({ isGood }) => !isGood);
  let wins = 0;
  for (const { confidence } of good) {
    for (const other of bad) wins += confidence > other.confidence ? 1 : confidence === other.confidence ? 0.5 : 0;
  }
  return good.length * bad.length === 0 ? Number.NaN : wins / (good.length * bad.length);
}

export interface Example {
  /** The first is 1, for the bias. */
  readonly signs: readonly number[];
  readonly isGood: boolean;
}

/** Logistic regression by gradient descent, held back a little so that a clean split gives no endless weights. */
export function fitLogistic(
  examples: readonly Example[],
  steps = 20_000,
  rate = 0.5,
  ridge = 0.002,
): readonly number[] {
  const size = examples[0]?.signs.length ?? 0;
  let weights = Array.from({ length: size }, () => 0);
  for (let step = 0; step < steps; step += 1) {
    const gradient = weights.map((weight, index) => (index === 0 ? 0 : ridge * weight));
    for (const { signs, isGood } of examples) {
      const sum = signs.reduce((total, sign, index) => total + sign * (weights[index] ?? 0), 0);
      const error = 1 / (1 + Math.exp(-sum)) - (isGood ? 1 : 0);
      for (const [index, sign] of signs.entries()) {
        gradient[index] = (gradient[index] ?? 0) + (error * sign) / examples.length;
      }
    }
    weights = weights.map((weight, index) => weight - rate * (gradient[index] ?? 0));
  }
  return weights;
}
