import type { SamplingOptions } from "../../core/sampling.ts";

/** Several beginnings of one reply, each for the model to go on from. */
export interface CandidatePlan {
  /** A whole written sentence, the same for all: right in tone and language by construction. */
  readonly opening: string;
  /**
   * A whole written sentence that goes on from the opening where the model has nothing good to add. With it, the opening
   * is given out as soon as the model writes; without it, not before a candidate was chosen.
   */
  readonly ending?: string;
  /** First words of the next sentence, one candidate each, the surest first; `""` leaves them to the model. */
  readonly leads: readonly string[];
  readonly sampling: SamplingOptions;
  /** For the model's own words of each candidate. */
  readonly maxTokens: number;
}

/** The candidate that was taken: what was written for the model, and what it wrote. */
export interface ChosenCandidate {
  /** The opening and the lead, as they stand in the reply. */
  readonly written: string;
  /** The model's words behind them. */
  readonly text: string;
}
