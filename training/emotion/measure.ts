/** How well a reader of feelings does on labelled texts. */
import { emotionLabels, type EmotionLabel, type EmotionReading } from "#repartee/core/emotion.js";
import type { LabelledText } from "./labelled-text.ts";

export interface Figures {
  readonly count: number;
  readonly accuracy: number;
  /** Mean of the labels' F1. */
  readonly macroF1: number;
  readonly f1: Readonly<Record<EmotionLabel, number>>;
  /** Expected calibration error over ten bins: how far confidence and the share of right readings lie apart. */
  readonly calibrationError: number;
}

interface Judged {
  readonly expected: EmotionLabel;
  readonly reading: EmotionReading;
}

const bins = 10;

export function measure(texts: readonly LabelledText[], read: (text: string) => EmotionReading): Figures {
  const judged = texts.map(({ text, label }) => ({ expected: label, reading: read(text) }));
  const f1 = (label: EmotionLabel): number => f1Of(judged, label);
  const byLabel = {
    happy: f1("happy"),
    sad: f1("sad"),
    angry: f1("angry"),
    neutral: f1("neutral"),
    surprised: f1("surprised"),
  };
  return {
    count: judged.length,
    accuracy: shareRight(judged),
    macroF1: emotionLabels.reduce((sum, label) => sum + byLabel[label], 0) / emotionLabels.length,
    f1: byLabel,
    calibrationError: calibrationError(judged),
  };
}

function f1Of(judged: readonly Judged[], label: EmotionLabel): number {
  const right = judged.filter(({ expected, reading }) => expected === label && reading.label === label).length;
  const given = judged.filter(({ reading }) => reading.label === label).length;
  const wanted = judged.filter(({ expected }) => expected === label).length;
  return given + wanted === 0 ? 0 : (2 * right) / (given + wanted);
}

function shareRight(judged: readonly Judged[]): number {
  return judged.filter(({ expected, reading }) => expected === reading.label).length / judged.length;
}

function calibrationError(judged: readonly Judged[]): number {
  const gaps = Array.from({ length: bins }, (_bin, index) => {
    const group = judged.filter(({ reading }) => Math.min(bins - 1, Math.floor(reading.confidence * bins)) === index);
    if (group.length === 0) return 0;
    const confidence = group.reduce((sum, { reading }) => sum + reading.confidence, 0) / group.length;
    return Math.abs(confidence - shareRight(group)) * group.length;
  });
  return gaps.reduce((sum, gap) => sum + gap, 0) / judged.length;
}
