import { describe, expect, it } from "vitest";
import { defaultSampling, type SamplingOptions } from "../../core/sampling.ts";
import { resolveSampling, type ReplyRules } from "./reply-sampling.ts";
import { createTokenChooser, type ChosenToken } from "./token-chooser.ts";

const noRules: ReplyRules = { endIds: new Set(), minTokens: 0, noRepeatRun: 0 };
const open: SamplingOptions = { temperature: 1, topK: 0, topP: 1, minP: 0, seed: 42 };
const probabilities = [0.1, 0.5, 0.15, 0.25];
const logits = Float32Array.from(probabilities, (probability) => Math.log(probability) + 3);

function choose(
  sampling: SamplingOptions,
  { reply = [], rules = noRules, top }: { reply?: number[]; rules?: ReplyRules; top?: number } = {},
): ChosenToken {
  const alternatives = top === undefined ? {} : { alternatives: top };
  return createTokenChooser({ sampling: resolveSampling(sampling, defaultSampling), rules, ...alternatives }).choose(
    logits,
    reply,
  );
}

/** How often each token is chosen in 20,000 draws. */
function shares(sampling: SamplingOptions, reply: number[] = []): number[] {
  const chooser = createTokenChooser({ sampling: resolveSampling(sampling, defaultSampling), rules: noRules });
  const counts = probabilities.map(() => 0);
  for (let draw = 0; draw < 20_000; draw += 1) {
    const { id } = chooser.choose(logits, reply);
    counts[id] = (counts[id] ?? 0) + 1;
  }
  return counts.map((count) => count / 20_000);
}

function expectShares(sampling: SamplingOptions, expected: readonly number[], reply: number[] = []): void {
  for (const [id, share] of shares(sampling, reply).entries()) expect(share).toBeCloseTo(expected[id] ?? 0, 1);
}

describe("token chooser", () => {
  it("follows the model's distribution at temperature 1", () => {
    expectShares(open, probabilities);
  });

  it("with top-p chooses from the fewest tokens that reach it, in their proportions", () => {
    expectShares({ ...open, topP: 0.7 }, [0, 2 / 3, 0, 1 / 3]);
    expect(shares({ ...open, topP: 0.7 }).filter((share) => share > 0)).toHaveLength(2);
    expect(shares({ ...open, topP: 0.3 })).toEqual([0, 1, 0, 0]);
  });

  it("with min-p leaves out what is much less likely than the likeliest", () => {
    expectShares({ ...open, minP: 0.25 }, [0, 5 / 9, 1.5 / 9, 2.5 / 9]);
    expect(shares({ ...open, minP: 0.25 })[0]).toBe(0);
  });

  it("with top-k chooses from as many", () => {
    expect(shares({ ...open, topK: 2 }).map((share) => share > 0)).toEqual([false, true, false, true]);
  });

  it("at temperature 0 takes the likeliest, and at a low one sharpens", () => {
    expect(choose({ ...open, temperature: 0 }).id).toBe(1);
    expect(shares({ ...open, temperature: 0.5 })[1]).toBeCloseTo(0.25 / (0.25 + 0.0625 + 0.0225 + 0.01), 1);
  });

  it("subtracts penalties from tokens of the reply: once, for each time, or divided", () => {
    const twice = [1, 1];
    expectShares({ ...open, presencePenalty: 2 }, renormalized(0.5 * Math.exp(-2)), twice);
    expectShares({ ...open, frequencyPenalty: 2 }, renormalized(0.5 * Math.exp(-4)), twice);
    // Its logit is ln 0.5 + 3; divided by two.
    expectShares({ ...open, repeatPenalty: 2 }, renormalized(Math.exp((Math.log(0.5) + 3) / 2 - 3)), twice);
  });

  function renormalized(ofToken1: number): number[] {
    const changed = probabilities.map((probability, id) => (id === 1 ? ofToken1 : probability));
    const total = changed.reduce((sum, probability) => sum + probability, 0);
    return changed.map((probability) => probability / total);
  }

  it("never chooses a token with a bias of -100, and always one with 100", () => {
    expect(shares({ ...open, logitBias: { 1: -100 } })[1]).toBe(0);
    expect(shares({ ...open, logitBias: { 0: 100 } })).toEqual([1, 0, 0, 0]);
    expect(choose({ ...open, logitBias: { 99: 100 } }).id).toBeLessThan(4);
  });

  it("reports the model's own log probabilities, whatever the sampling", () => {
    const { id, logprob, alternatives } = choose({ ...open, temperature: 0, logitBias: { 0: 100 } }, { top: 2 });
    expect(id).toBe(0);
    expect(logprob).toBeCloseTo(Math.log(0.1), 5);
    expect(alternatives?.map(({ token }) => token)).toEqual([1, 3]);
    expect(alternatives?.[0]?.logprob).toBeCloseTo(Math.log(0.5), 5);
    expect(choose(open, { top: 0 }).alternatives).toEqual([]);
  });

  it("does not end a reply that is too short, nor repeat a run of tokens", () => {
    const greedy = { ...open, temperature: 0 };
    const ending = { ...noRules, endIds: new Set([1]), minTokens: 2 };
    expect(choose(greedy, { rules: ending, reply: [0] }).id).toBe(3);
    expect(choose(greedy, { rules: ending, reply: [0, 0] }).id).toBe(1);
    const runs = { ...noRules, noRepeatRun: 3 };
    expect(choose(greedy, { rules: runs, reply: [2, 0, 1, 2, 0] }).id).toBe(3);
    expect(choose(greedy, { rules: runs, reply: [2, 0, 1, 0, 2] }).id).toBe(1);
  });

  it("passes over what is no number, and fails where nothing is left", () => {
    const sampling = resolveSampling(open, defaultSampling);
    const chooser = createTokenChooser({ sampling, rules: noRules });
    expect(chooser.choose(Float32Array.of(NaN, 1, NaN, -Infinity), []).id).toBe(1);
    const nothing = expect.objectContaining({ code: "generation_failed" });
    expect(() => chooser.choose(Float32Array.of(NaN, NaN), [])).toThrow(nothing);
    expect(() => choose({ ...open, logitBias: { 0: -100, 1: -100, 2: -100, 3: -100 } })).toThrow(nothing);
  });

  it("changes no logits", () => {
    const before = [...logits];
    choose({ ...open, logitBias: { 0: 100 }, presencePenalty: 2 }, { reply: [0, 1] });
    expect([...logits]).toEqual(before);
  });

  it("chooses from a vocabulary of 100,000 with top-k and without", () => {
    const large = Float32Array.from({ length: 100_000 }, (_, id) => Math.sin(id) * 5);
    large[77_777] = 40;
    for (const topK of [0, 40]) {
      const sampling = resolveSampling({ ...open, topK }, defaultSampling);
      expect(createTokenChooser({ sampling, rules: noRules }).choose(large, []).id).toBe(77_777);
    }
  });
});
