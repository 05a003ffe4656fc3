import type { TimedViseme } from "../../core/speech/viseme.ts";

/** One clause as it sounds, with the mouth that says it. */
export interface SpokenClause {
  readonly samples: Float32Array;
  readonly durationMs: number;
  readonly visemes: readonly TimedViseme[];
  readonly loudness: readonly number[];
}
