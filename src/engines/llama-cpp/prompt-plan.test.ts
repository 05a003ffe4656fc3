import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { minPromptChunk, planPrompts } from "./prompt-plan.ts";
import type { WaitingPrompt } from "./prompt-plan.ts";

interface Scene {
  readonly waited?: readonly number[];
  readonly togetherTokens?: number;
}

/** Of prompts with these tokens to read: how far each is read; 0 for those that wait. */
function plan(
  pending: readonly number[],
  budgetTokens: number,
  { waited = [], togetherTokens = budgetTokens }: Scene = {},
): number[] {
  const prompts = pending.map((pendingTokens, index) => ({ pendingTokens, waitedTokens: waited[index] ?? 0 }));
  const planned = planPrompts(prompts, { budgetTokens, togetherTokens, roomTokens: 512 });
  return prompts.map((prompt) => planned.get(prompt) ?? 0);
}

describe("the plan of prompts", () => {
  it("reads the shortest first, and as many whole ones as fit", () => {
    expect(plan([40, 20, 90], 64)).toEqual([40, 20, 0]);
  });

  it("begins the next one where enough of the step is left", () => {
    expect(plan([30, 90], 80)).toEqual([30, 50]);
    expect(plan([60, 90], 64)).toEqual([60, 0]);
  });

  it("reads no more of them than may keep the first one waiting, and a long one as far as the step allows", () => {
    expect(plan([28, 26, 27, 28], 200, { togetherTokens: 20 })).toEqual([0, 26, 0, 0]);
    expect(plan([8, 9, 7, 30, 40], 200, { togetherTokens: 20 })).toEqual([8, 9, 7, 0, 0]);
    expect(plan([180, 190], 200, { togetherTokens: 20 })).toEqual([180, 0]);
  });

  it("reads all that fit and are nearly of one length as far as the shortest", () => {
    expect(plan([26, 27, 28], 200)).toEqual([26, 26, 26]);
    expect(plan([26, 27, 40], 200)).toEqual([26, 27, 40]);
  });

  it("takes the rest of a prompt along that would be less than half of a step", () => {
    expect(plan([90], 64)).toEqual([90]);
    expect(plan([100], 64)).toEqual([64]);
  });

  it("lets a long prompt go first that has waited as long as it takes to read", () => {
    expect(plan([300, 40], 50, { waited: [0, 0] })).toEqual([0, 40]);
    expect(plan([300, 40], 50, { waited: [300, 0] })).toEqual([50, 0]);
  });

  it("always reads something, never more than is there, fits, or would be half a step too much", () => {
    const prompt = fc.record({ pendingTokens: fc.integer({ min: 1, max: 3_000 }), waitedTokens: fc.nat(5_000) });
    fc.assert(
      fc.property(
        fc.array(prompt, { minLength: 1, maxLength: 16 }),
        fc.integer({ min: minPromptChunk, max: 512 }),
        fc.integer({ min: 1, max: 512 }),
        (prompts: readonly WaitingPrompt[], budgetTokens, togetherTokens) => {
          const planned = [...planPrompts(prompts, { budgetTokens, togetherTokens, roomTokens: 512 })];
          expect(planned.length).toBeGreaterThan(0);
          for (const [{ pendingTokens }, tokens] of planned) {
            expect(tokens).toBeGreaterThan(0);
            expect(tokens).toBeLessThanOrEqual(pendingTokens);
          }
          const total = planned.reduce((sum, [, tokens]) => sum + tokens, 0);
          expect(total).toBeLessThanOrEqual(Math.min(512, budgetTokens * 1.5));
        },
      ),
    );
  });
});
