import { emotionLabels } from "#repartee/core/emotion.js";
import type { LabelledText } from "./labelled-text.ts";

/** What the training is told of one text. */
export interface WeightedText extends LabelledText {
  readonly weight: number;
  /** Its source has no neutral texts: `neutral` is left out of the softmax, or it would teach that nothing is neutral. */
  readonly lacksNeutral: boolean;
}

interface Weighing {
  /** Mean weight of a text. */
  readonly weight: number;
  /** 0: each text weighs the same. 1: each label weighs the same, however rare it is. */
  readonly balance: number;
  readonly lacksNeutral?: boolean;
}

export function weighTexts(
  texts: readonly LabelledText[],
  { weight, balance, lacksNeutral = false }: Weighing,
): readonly WeightedText[] {
  const shares = new Map(
    emotionLabels.map((label) => [label, texts.filter((one) => one.label === label).length / texts.length]),
  );
  return texts.map((one) => ({
    ...one,
    lacksNeutral,
    weight: weight * (emotionLabels.length * (shares.get(one.label) ?? 1)) ** -balance,
  }));
}
