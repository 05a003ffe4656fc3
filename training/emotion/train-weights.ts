import type { EmotionWeights } from "#repartee/chat/emotion/emotion-weights.js";
import { clusterRows } from "./cluster-rows.ts";
import { tellingFeatures } from "./telling-features.ts";
import { train } from "./train.ts";
import type { WeightedText } from "./weigh-texts.ts";

/** About 195 kB of weights. */
const keptFeatures = 92_000;

/** Learns from every feature, keeps those that tell most, and learns from these alone, as if there were no others. */
export function trainWeights(texts: readonly WeightedText[]): EmotionWeights {
  return clusterRows(train(texts, tellingFeatures(train(texts), keptFeatures)));
}
