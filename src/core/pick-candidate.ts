/** A token that may come next. */
export interface Candidate {
  readonly token: number;
  /** Natural logarithm of the model's probability, ≤ 0. */
  readonly logprob: number;
}

/** As in `SamplingOptions`, all decided. */
export type PickOptions = Readonly<
  Record<"temperature" | "topK" | "topP" | "minP" | "xtcProbability" | "xtcThreshold", number>
>;

/**
 * Picks from `candidates`, sorted likeliest first and not empty. Filters run in llama.cpp's order: top-k, top-p,
 * min-p, XTC, temperature. `random` gives the next number in [0, 1).
 */
export function pickCandidate(
  candidates: readonly Candidate[],
  options: PickOptions,
  random: () => number,
): Candidate | undefined {
  const [likeliest] = candidates;
  if (likeliest === undefined || options.temperature <= 0) return likeliest;
  const likely = filterCandidates(options.topK > 0 ? candidates.slice(0, options.topK) : candidates, options);
  const kept = excludeTopChoices(likely, options, random);
  const weights = kept.map(({ logprob }) => Math.exp((logprob - likeliest.logprob) / options.temperature));
  let left = random() * weights.reduce((sum, weight) => sum + weight, 0);
  for (const [index, weight] of weights.entries()) {
    left -= weight;
    if (left < 0) return kept[index];
  }
  return kept.at(-1);
}

function filterCandidates(candidates: readonly Candidate[], { topP, minP }: PickOptions): readonly Candidate[] {
  const top = candidates[0]?.logprob ?? 0;
  const total = candidates.reduce((sum, { logprob }) => sum + Math.exp(logprob), 0);
  const kept: Candidate[] = [];
  let mass = 0;
  for (const candidate of candidates) {
    if (kept.length > 0 && (mass >= topP * total || candidate.logprob < top + Math.log(minP))) break;
    kept.push(candidate);
    mass += Math.exp(candidate.logprob);
  }
  return kept;
}

/** XTC: where several candidates are likely, only the least likely of them and those behind it may be picked. */
function excludeTopChoices(
  candidates: readonly Candidate[],
  { xtcProbability, xtcThreshold }: PickOptions,
  random: () => number,
): readonly Candidate[] {
  if (xtcProbability === 0 || random() >= xtcProbability) return candidates;
  const total = candidates.reduce((sum, { logprob }) => sum + Math.exp(logprob), 0);
  const last = candidates.findLastIndex(({ logprob }) => Math.exp(logprob) >= xtcThreshold * total);
  return candidates.slice(Math.max(0, last));
}
