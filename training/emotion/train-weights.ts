import type { EmotionWeights } from "#repartee/chat/emotion/emotion-weights.js";
import { fitTemperature } from "./fit-temperature.ts";
import { readLabelledFile } from "./labelled-text.ts";
import { train } from "./train.ts";
import { trainingTexts } from "./training-texts.ts";

/** The weights as they are shipped; takes some seconds. */
export function trainWeights(): EmotionWeights {
  return fitTemperature(train(trainingTexts()), readLabelledFile("calibration.txt").texts);
}
