import type { SpokenLine } from "./lines.ts";

/**
 * What the server is told besides the words: `given` sends language and feeling, as an app does that knows them;
 * `heard` sends nothing, and both have to be heard.
 */
export type Hints = "given" | "heard";

/** One reply, whichever route it came from. What a route does not say is null. */
export interface Answer {
  /** What a person would see; empty where the request failed. */
  readonly text: string;
  /** `written`: by the persona's authors and not by a model. */
  readonly writer: "model" | "written" | null;
  /** The written beginning of a model's reply. */
  readonly writtenOpening: string | null;
  /** Why it is no plain reply of the model. */
  readonly reason: string | null;
  /** The feeling that the reply shows. */
  readonly emotion: string | null;
  /** How sure the server is of `emotion`, 0–1; null as well where no model said it. */
  readonly confidence: number | null;
  /** The feeling that the server read in the words. */
  readonly heardEmotion: string | null;
  /** Names of the stream's events; empty where the reply was not streamed. */
  readonly events: readonly string[];
  readonly firstTokenMs: number | null;
  readonly totalMs: number;
  /** Why there is no reply: the server's own words. */
  readonly error: string | null;
}

export interface AnsweredLine {
  readonly line: SpokenLine;
  readonly hints: Hints;
  readonly answer: Answer;
}

export type AskLine = (line: SpokenLine, hints: Hints) => Promise<Answer>;

/** A request that failed is a reply that a person did not get. */
export function failedAnswer(thrown: unknown, totalMs: number): Answer {
  return {
    text: "",
    writer: null,
    writtenOpening: null,
    reason: null,
    emotion: null,
    confidence: null,
    heardEmotion: null,
    events: [],
    firstTokenMs: null,
    totalMs,
    error: thrown instanceof Error ? thrown.message : String(thrown),
  };
}
