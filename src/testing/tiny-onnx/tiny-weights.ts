import { createSeededRandom } from "../tiny-models/seeded-random.ts";
import type { WeightSource } from "./transformer-parts.ts";

/** Standard deviation of the logits apart from the bias: varied at temperature 0.8, and no token certain. */
const LOGIT_DEVIATION = 2.5;

/**
 * Random weights: the same seed gives the same ones.
 * @param outputBias Added to the logit of each token.
 */
export function randomWeights(seed: number, outputBias: readonly number[] = []): WeightSource {
  const random = createSeededRandom(seed);
  return (role, shape) => {
    const count = shape.reduce((product, size) => product * size, 1);
    const normal = (deviation: number): Float32Array =>
      Float32Array.from({ length: count }, () => random.normal() * deviation);
    const inputs = shape[0] ?? 1;
    switch (role) {
      case "norm-scale":
        return new Float32Array(count).fill(1);
      case "bias":
        return new Float32Array(count);
      case "output-bias":
        return outputBias;
      case "output":
        return normal(LOGIT_DEVIATION / Math.sqrt(inputs));
      case "token-embedding":
      case "position-embedding":
        return normal(1);
      /* Queries and keys are made large enough for attention to prefer some places to others. */
      case "read":
        return normal(1.5 / Math.sqrt(inputs));
      case "write":
        return normal(1 / Math.sqrt(inputs));
    }
  };
}

/** At temperature 1 a wrong token has a chance of e^-60. Below 100, so that a logit bias of -100 still bans a token. */
const LOGIT_GAP = 60;

/**
 * Hand-set weights of a model that says one script. The layers add nothing, so the next token depends on the last one
 * only. A token's embedding is one-hot: dimension p + 1 for piece p, 0 for any other token. The output reads dimension
 * p as "piece p comes next", and the dimension of the last piece as the end.
 * @param pieceIds Token ids of the script's pieces, all different.
 * @param endId What comes after the last piece: the end of the reply, or the first piece again.
 */
export function scriptedWeights(pieceIds: readonly number[], endId: number): WeightSource {
  const nextIds = [...pieceIds, endId];
  return (role, shape) => {
    const values = new Float32Array(shape.reduce((product, size) => product * size, 1));
    const [rows = 1, columns = 1] = shape;
    if (role === "norm-scale") values.fill(1);
    if (role === "token-embedding") {
      for (let id = 0; id < rows; id++) values[id * columns + pieceIds.indexOf(id) + 1] = 1;
    }
    if (role === "output") {
      /* The norm makes of a one-hot vector of `rows` numbers one with √(rows − 1) in that place. */
      for (const [dimension, id] of nextIds.entries())
        values[dimension * columns + id] = LOGIT_GAP / Math.sqrt(rows - 1);
    }
    return values;
  };
}
