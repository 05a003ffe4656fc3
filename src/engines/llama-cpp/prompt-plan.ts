/**
 * Which of several prompts are read in a step, and how far.
 *
 * A processor reads two prompts at once in the time of both, so the shortest goes first: the others get their first token
 * no later, and it gets its own sooner. What a prompt has waited counts as read, so that short ones never keep a long
 * one waiting for ever.
 */
export interface WaitingPrompt {
  /** Tokens that are still to be read, at least one. */
  readonly pendingTokens: number;
  /** As many tokens as could have been read since it came. */
  readonly waitedTokens: number;
}

/** A prompt that joins others in a step never advances by less, or it would never arrive. */
export const minPromptChunk = 16;
/** The first prompt may take as much more of a step than is meant for it, if it is whole then: a rest needs a step of its own. */
const longestRest = 0.5;
/** Prompts up to so much longer than the shortest are read as far as that: one length is one pass over the weights. */
const nearLength = 1.1;

/**
 * @param budgetTokens how many tokens the step should read.
 * @param togetherTokens from how many planned tokens on no further prompt joins: the first ones would wait for it.
 * @param roomTokens how many it can read.
 * @returns how far each of the prompts is read; those that are not named wait.
 */
export function planPrompts<Prompt extends WaitingPrompt>(
  prompts: readonly Prompt[],
  {
    budgetTokens,
    togetherTokens,
    roomTokens,
  }: { readonly budgetTokens: number; readonly togetherTokens: number; readonly roomTokens: number },
): Map<Prompt, number> {
  const plan = new Map<Prompt, number>();
  let left = budgetTokens;
  for (const prompt of prompts.toSorted((a, b) => urgency(a) - urgency(b))) {
    const { pendingTokens } = prompt;
    if (plan.size > 0 && budgetTokens - left >= togetherTokens) break;
    if (plan.size > 0 && left < Math.min(pendingTokens, minPromptChunk)) break;
    const most = plan.size === 0 ? Math.min(roomTokens, budgetTokens * (1 + longestRest)) : left;
    const tokens = pendingTokens <= most ? pendingTokens : Math.max(1, left);
    plan.set(prompt, tokens);
    left -= tokens;
    if (left <= 0) break;
  }
  const lengths = [...plan.values()];
  const shortest = Math.min(...lengths);
  if (Math.max(...lengths) <= shortest * nearLength) for (const prompt of plan.keys()) plan.set(prompt, shortest);
  return plan;
}

function urgency({ pendingTokens, waitedTokens }: WaitingPrompt): number {
  return pendingTokens - waitedTokens;
}
