/** How far what a model says of its own certainty lies from how often it is right. */

export interface Judged {
  /** 0–1. */
  readonly confidence: number;
  readonly isRight: boolean;
}

export interface Calibration {
  /** Expected calibration error over ten bins, 0–1: 0 where of all readings at 0.7 seven in ten are right. */
  readonly error: number;
  /** Mean confidence less the share that is right: above 0 says too much of itself. */
  readonly excess: number;
  readonly of: number;
}

const bins = 10;

export function calibration(judged: readonly Judged[]): Calibration {
  const groups = Array.from({ length: bins }, (_bin, index) =>
    judged.filter(({ confidence }) => Math.min(bins - 1, Math.floor(confidence * bins)) === index),
  );
  const weighted = groups.map((group) => Math.abs(excess(group)) * group.length);
  const of = judged.length;
  return { error: of === 0 ? 0 : weighted.reduce((sum, one) => sum + one, 0) / of, excess: excess(judged), of };
}

function excess(judged: readonly Judged[]): number {
  if (judged.length === 0) return 0;
  return judged.reduce((sum, { confidence, isRight }) => sum + confidence - Number(isRight), 0) / judged.length;
}
