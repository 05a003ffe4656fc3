import { describe, expect, it } from "vitest";
import { pickCandidate, type Candidate, type PickOptions } from "./pick-candidate.ts";
import { seededRandom } from "./seeded-random.ts";

const candidates: Candidate[] = [0.5, 0.25, 0.15, 0.1].map((probability, token) => ({
  token,
  logprob: Math.log(probability),
}));
const open: PickOptions = { temperature: 1, topK: 0, topP: 1, minP: 0, xtcProbability: 0, xtcThreshold: 0.1 };

/** How often each candidate is picked in 20,000 draws. */
function shares(options: PickOptions): number[] {
  const random = seededRandom(42);
  const counts = candidates.map(() => 0);
  for (let draw = 0; draw < 20_000; draw += 1) {
    const token = pickCandidate(candidates, options, random)?.token ?? -1;
    counts[token] = (counts[token] ?? 0) + 1;
  }
  return counts.map((count) => count / 20_000);
}

describe("pickCandidate", () => {
  it("picks the likeliest at temperature 0", () => {
    expect(pickCandidate(candidates, { ...open, temperature: 0 }, () => 0.99)?.token).toBe(0);
  });

  it("follows the distribution at temperature 1", () => {
    for (const [index, share] of shares(open).entries()) {
      expect(share).toBeCloseTo(Math.exp(candidates[index]?.logprob ?? 0), 1);
    }
  });

  it("sharpens at low temperature: p² normalized at 0.5", () => {
    expect(shares({ ...open, temperature: 0.5 })[0]).toBeCloseTo(0.25 / (0.25 + 0.0625 + 0.0225 + 0.01), 1);
  });

  it("never picks what top-k, top-p or min-p leave out", () => {
    expect(shares({ ...open, topK: 2 }).slice(2)).toEqual([0, 0]);
    expect(shares({ ...open, topP: 0.6 }).slice(2)).toEqual([0, 0]);
    expect(shares({ ...open, minP: 0.4 }).slice(2)).toEqual([0, 0]);
  });

  it("leaves out all likely candidates but the last of them, as often as XTC is asked for", () => {
    expect(shares({ ...open, xtcProbability: 1, xtcThreshold: 0.2 })[0]).toBe(0);
    expect(shares({ ...open, xtcProbability: 1, xtcThreshold: 0.2 })[1]).toBeCloseTo(0.5, 1);
    expect(shares({ ...open, xtcProbability: 0.5, xtcThreshold: 0.2 })[0]).toBeCloseTo(0.25, 1);
    expect(shares({ ...open, xtcProbability: 1, xtcThreshold: 0.6 })[0]).toBeCloseTo(0.5, 1);
  });

  it("picks the same with the same seed and differently with another", () => {
    const draw = (seed: number): number[] => Array.from({ length: 20 }, seededRandom(seed));
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
  });

  it("has nothing to pick from nothing", () => {
    expect(pickCandidate([], open, () => 0)).toBeUndefined();
  });
});
