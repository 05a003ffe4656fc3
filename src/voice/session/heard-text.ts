import { joinClauses } from "../say/join-clauses.ts";

/** A clause that was given out as sound. */
export interface PlayedClause {
  readonly text: string;
  /** Of the turn's audio before it. */
  readonly offsetMs: number;
  readonly durationMs: number;
}

/**
 * The words that a listener heard until `heardMs` of the turn's audio: whole clauses, and of the one that was broken off
 * as many words as its share of time.
 */
export function heardText(clauses: readonly PlayedClause[], heardMs: number): string {
  const heard = clauses.flatMap(({ durationMs, offsetMs, text }) => {
    if (heardMs >= offsetMs + durationMs) return [text];
    if (heardMs <= offsetMs) return [];
    return [firstWords(text, (heardMs - offsetMs) / durationMs)];
  });
  return heard.reduce(joinClauses, "").trim();
}

function firstWords(text: string, share: number): string {
  const words = text.split(/(?<=\s)/);
  if (words.length > 1)
    return words
      .slice(0, Math.floor(words.length * share))
      .join("")
      .trim();
  const characters = [...text];
  return characters.slice(0, Math.floor(characters.length * share)).join("");
}
