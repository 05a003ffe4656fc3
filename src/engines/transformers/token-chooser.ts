/**
 * Chooses the next token from a model's logits: the sampler of this engine. The library's own knows no top-p and no
 * min-p, and no seed.
 */
import { ReparteeError } from "../../core/errors.ts";
import { pickCandidate, type Candidate } from "../../core/pick-candidate.ts";
import { seededRandom } from "../../core/seeded-random.ts";
import type { ReplyRules, ReplySampling } from "./reply-sampling.ts";

export interface ChosenToken {
  readonly id: number;
  /** Natural logarithm of the model's own probability; present when alternatives were asked for. */
  readonly logprob?: number;
  /** Likeliest first, before penalties and biases. */
  readonly alternatives?: readonly Candidate[];
}

export interface TokenChooser {
  /**
   * @param logits One for each token; not changed.
   * @param reply The reply's tokens so far.
   * @throws ReparteeError `generation_failed` when no token is left to choose.
   */
  choose(logits: Float32Array, reply: readonly number[]): ChosenToken;
}

/** `repeatPenalty` looks at this many of the reply's last tokens, as llama.cpp does. */
const repeatPenaltyWindow = 64;
/** A bias of this size means "never", as in OpenAI's interface. */
const absoluteBias = 100;
/** A token this much less likely than the likeliest is never drawn: e^-25 of it, at any temperature. */
const hopelessGap = 25;

export interface TokenChooserOptions {
  readonly sampling: ReplySampling;
  readonly rules: ReplyRules;
  /** How many alternatives to report for each token; absent: none. */
  readonly alternatives?: number;
}

export function createTokenChooser({ sampling, rules, alternatives }: TokenChooserOptions): TokenChooser {
  const random = seededRandom(sampling.seed);

  return {
    choose(logits, reply) {
      const adjusted = adjust(logits, reply, sampling, rules);
      const picked = pickCandidate(candidates(adjusted, sampling), sampling, random);
      if (picked === undefined)
        throw new ReparteeError("generation_failed", "Cannot answer: the model gave no next token");
      const id = picked.token;
      if (alternatives === undefined) return { id };
      const total = logOfSum(logits);
      const top = likeliest(logits, Math.max(1, alternatives)).slice(0, alternatives);
      return {
        id,
        logprob: Math.min(0, (logits[id] ?? -Infinity) - total),
        alternatives: top.map(({ token, logprob }) => ({ token, logprob: Math.min(0, logprob - total) })),
      };
    },
  };
}

/** Penalties, biases and bans; the logits themselves where there are none. */
function adjust(
  logits: Float32Array,
  reply: readonly number[],
  sampling: ReplySampling,
  rules: ReplyRules,
): Float32Array {
  const { repeatPenalty, presencePenalty, frequencyPenalty, logitBias } = sampling;
  const banned = bannedIds(reply, rules);
  const counts = presencePenalty === 0 && frequencyPenalty === 0 ? undefined : countEach(reply);
  if (repeatPenalty === 1 && counts === undefined && logitBias.size === 0 && banned.size === 0) return logits;
  const adjusted = logits.slice();
  const change = (id: number, by: (logit: number) => number): void => {
    const logit = adjusted[id];
    if (logit !== undefined) adjusted[id] = by(logit);
  };
  if (repeatPenalty !== 1) {
    for (const id of new Set(reply.slice(-repeatPenaltyWindow))) {
      change(id, (logit) => (logit > 0 ? logit / repeatPenalty : logit * repeatPenalty));
    }
  }
  for (const [id, count] of counts ?? []) change(id, (logit) => logit - presencePenalty - frequencyPenalty * count);
  for (const [id, bias] of logitBias) change(id, (logit) => (bias <= -absoluteBias ? -Infinity : logit + bias));
  for (const id of banned) change(id, () => -Infinity);
  return adjusted;
}

function countEach(ids: readonly number[]): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1);
  return counts;
}

/** The end of a reply that is still too short, and whatever would repeat a run of tokens. */
function bannedIds(reply: readonly number[], { endIds, minTokens, noRepeatRun }: ReplyRules): ReadonlySet<number> {
  const banned = new Set(reply.length < minTokens ? endIds : []);
  const begun = noRepeatRun - 1;
  if (noRepeatRun === 0 || reply.length < noRepeatRun) return banned;
  const end = reply.length - begun;
  for (let start = 0; start < end; start += 1) {
    let same = 0;
    while (same < begun && reply[start + same] === reply[end + same]) same += 1;
    const next = reply[start + begun];
    if (same === begun && next !== undefined) banned.add(next);
  }
  return banned;
}

/** The tokens that sampling can choose from, likeliest first, with log probabilities. */
function candidates(logits: Float32Array, { temperature, topK }: ReplySampling): readonly Candidate[] {
  if (temperature <= 0) return likeliest(logits, 1);
  const found = isFew(topK) ? likeliest(logits, topK) : allHopeful(logits, temperature).slice(0, topK || undefined);
  const total = logOfSum(logits);
  return found.map(({ token, logprob }) => ({ token, logprob: logprob - total }));
}

/** Sorting all tokens is cheaper than finding the place of each among more than these. */
function isFew(topK: number): boolean {
  return topK > 0 && topK <= 256;
}

/** The `count` largest, largest first, with their logits. */
function likeliest(logits: Float32Array, count: number): Candidate[] {
  const best: Candidate[] = [];
  let least = -Infinity;
  for (let id = 0; id < logits.length; id += 1) {
    const logit = logits[id] ?? -Infinity;
    // Also passes over what is no number, as graphs of half precision may give.
    if (!(logit > (best.length < count ? -Infinity : least))) continue;
    let place = best.length;
    while (place > 0 && (best[place - 1]?.logprob ?? Infinity) < logit) place -= 1;
    best.splice(place, 0, { token: id, logprob: logit });
    if (best.length > count) best.pop();
    if (best.length === count) least = best.at(-1)?.logprob ?? -Infinity;
  }
  return best;
}

function allHopeful(logits: Float32Array, temperature: number): Candidate[] {
  const least = largest(logits) - hopelessGap * Math.max(1, temperature);
  const found: Candidate[] = [];
  for (let id = 0; id < logits.length; id += 1) {
    const logit = logits[id] ?? -Infinity;
    if (logit > -Infinity && logit >= least) found.push({ token: id, logprob: logit });
  }
  return found.toSorted((a, b) => b.logprob - a.logprob);
}

/** The logarithm of the sum of exponentials: what turns logits into log probabilities. */
function logOfSum(logits: Float32Array): number {
  const top = largest(logits);
  let sum = 0;
  for (const logit of logits) if (logit > -Infinity) sum += Math.exp(logit - top);
  return top + Math.log(sum);
}

function largest(logits: Float32Array): number {
  let top = -Infinity;
  for (const logit of logits) if (logit > top) top = logit;
  return top;
}
