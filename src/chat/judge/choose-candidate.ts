import type { JudgeContext } from "./judge-context.ts";
import { type Candidate, candidateBar, scoreCandidate } from "./score-candidate.ts";
import type { RejectReason } from "./verdict.ts";

/** One of several candidates: `index` is the place of its lead among the persona's. */
export interface PlacedCandidate extends Candidate {
  readonly index: number;
}

export interface CandidateChoice<Placed extends PlacedCandidate> {
  /** Undefined where none reaches the bar. */
  readonly best: Placed | undefined;
  /** Why candidates were out of the question, one entry for each that was. */
  readonly rejected: readonly RejectReason[];
}

/** The candidate to show. Of equals, the first. */
export function chooseCandidate<Placed extends PlacedCandidate>(
  candidates: readonly Placed[],
  context: JudgeContext,
): CandidateChoice<Placed> {
  let best: Placed | undefined;
  let bestScore = -Infinity;
  const rejected: RejectReason[] = [];
  for (const candidate of candidates) {
    const { score, verdict } = scoreCandidate(candidate, candidate.index, context);
    if (verdict.kind === "rejected") rejected.push(verdict.reason);
    if (score < candidateBar || score <= bestScore) continue;
    best = candidate;
    bestScore = score;
  }
  return { best, rejected };
}
