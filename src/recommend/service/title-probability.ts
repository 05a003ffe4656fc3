import type { GeneratedTokenLogprob } from "../../core/generate-event.ts";

/** The mean probability of the tokens that name an item, as they come from the model. */
export interface TitleProbabilities {
  push(tokens: readonly GeneratedTokenLogprob[]): void;
  /**
   * 0–1 for the next mention of one of these names; each later call looks behind the one before. Undefined when the
   * engine reports no probabilities, or the name is written otherwise than it was read.
   */
  of(names: readonly string[]): number | undefined;
}

export function createTitleProbabilities(): TitleProbabilities {
  let spoken = "";
  const ends: { readonly end: number; readonly probability: number }[] = [];
  let searchFrom = 0;

  return {
    push(tokens) {
      for (const { token, logprob } of tokens) {
        spoken += token;
        ends.push({ end: spoken.length, probability: Math.exp(logprob) });
      }
    },
    of(names) {
      for (const name of names) {
        const start = name === "" ? -1 : spoken.indexOf(name, searchFrom);
        if (start === -1) continue;
        const end = start + name.length;
        searchFrom = end;
        const inside = ends.filter((token, index) => token.end > start && (ends[index - 1]?.end ?? 0) < end);
        if (inside.length === 0) continue;
        return inside.reduce((sum, { probability }) => sum + probability, 0) / inside.length;
      }
      return undefined;
    },
  };
}
