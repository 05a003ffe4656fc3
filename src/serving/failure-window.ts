/** The share of failures among the latest outcomes: what failures in a row do not show where every second one succeeds. */
export interface FailureWindow {
  record(nowMs: number, failed: boolean): void;
  failures(nowMs: number): number;
  /** Undefined while there are too few outcomes to say. */
  share(nowMs: number): number | undefined;
}

/** Outcomes that are kept: enough to tell half from a third. */
const maxOutcomes = 100;

export function createFailureWindow({
  windowMs,
  minOutcomes,
}: {
  readonly windowMs: number;
  readonly minOutcomes: number;
}): FailureWindow {
  let outcomes: { readonly atMs: number; readonly failed: boolean }[] = [];

  function recent(nowMs: number): typeof outcomes {
    outcomes = outcomes.filter(({ atMs }) => nowMs - atMs < windowMs);
    return outcomes;
  }
  const failuresOf = (found: typeof outcomes): number => found.filter(({ failed }) => failed).length;

  return {
    failures: (nowMs) => failuresOf(recent(nowMs)),
    record(atMs, failed) {
      outcomes.push({ atMs, failed });
      if (outcomes.length > maxOutcomes) outcomes.shift();
    },
    share(nowMs) {
      const found = recent(nowMs);
      return found.length < minOutcomes ? undefined : failuresOf(found) / found.length;
    },
  };
}
