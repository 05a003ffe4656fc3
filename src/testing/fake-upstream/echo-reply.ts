import { createStopTextFilter } from "../../core/stop-text.ts";
import { splitWords } from "../../core/word-tokens.ts";

export interface EchoOptions {
  readonly text: string;
  readonly promptTokens: number;
  readonly contextTokens: number;
  readonly maxTokens: number | undefined;
  readonly stop: readonly string[];
}

export interface EchoReply {
  /** One a token; where a stop text is held back, less. */
  readonly pieces: readonly string[];
  readonly completionTokens: number;
  readonly reason: "stop" | "length";
}

/** A reply of given words, ended by the limits that every server has. */
export function echoReply({ text, promptTokens, contextTokens, maxTokens = Infinity, stop }: EchoOptions): EchoReply {
  const words = splitWords(text);
  const limit = Math.min(maxTokens, contextTokens - promptTokens);
  const filter = createStopTextFilter(stop);
  const pieces: string[] = [];
  let completionTokens = 0;
  for (const word of words.slice(0, limit)) {
    completionTokens += 1;
    const released = filter.push(word);
    if (released.text !== "") pieces.push(released.text);
    if (released.stopped) return { pieces, completionTokens, reason: "stop" };
  }
  const held = filter.flush();
  if (held !== "") pieces.push(held);
  return { pieces, completionTokens, reason: words.length > limit ? "length" : "stop" };
}

/** The 60 tokens of every reply that goes wrong. */
export const faultyReplyText: string = Array.from({ length: 60 }, (_, index) => `wort${index}ß`).join(" ");

/** Eight numbers that depend on the words of a text and on nothing else; not of length 1. */
export function echoVector(text: string): number[] {
  const vector = [1, 0, 0, 0, 0, 0, 0, 0];
  for (const word of splitWords(text)) {
    const sum = [...word].reduce((total, character) => total + (character.codePointAt(0) ?? 0), 0);
    vector[sum % vector.length] = (vector[sum % vector.length] ?? 0) + 2;
  }
  return vector;
}
