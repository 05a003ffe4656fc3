import type { SpokenClause } from "../server/converse.ts";

/** Mouth shapes of a clause, whose sound comes in parts. */
export interface TimedVisemes {
  /** Of the clause whose sound comes next; times from its start. */
  begin(visemes: SpokenClause["visemes"]): void;
  /** Those of its next `durationMs`, with times from there. */
  take(durationMs: number): SpokenClause["visemes"];
}

export function createTimedVisemes(): TimedVisemes {
  let clause: SpokenClause["visemes"] = [];
  let passedMs = 0;
  return {
    begin(visemes) {
      clause = visemes;
      passedMs = 0;
    },
    take(durationMs) {
      const endMs = passedMs + durationMs;
      const before = clause.findLast(({ start_ms: start }) => start < passedMs);
      const within = clause
        .filter(({ start_ms: start }) => start >= passedMs && start < endMs)
        .map(({ viseme, start_ms: start }) => ({ viseme, start_ms: start - passedMs }));
      passedMs = endMs;
      return before === undefined ? within : [{ viseme: before.viseme, start_ms: 0 }, ...within];
    },
  };
}
