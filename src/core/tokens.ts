/** What callers ask a model's tokenizer beside replies. */
import type { GeneratedTokenLogprob } from "./generate-event.ts";
import type { PromptInput } from "./generate-request.ts";
import type { Usage } from "./usage.ts";

export interface TokenizeOptions {
  /** Add the tokens that the model wants at both ends of a text. Default false. */
  readonly addSpecial?: boolean;
  /** Read the text of control tokens as these tokens. Default false. */
  readonly parseSpecial?: boolean;
}

export interface DetokenizedText {
  /** Control tokens included. */
  readonly text: string;
  /** The bytes of each token; several tokens may share one character. */
  readonly pieces: readonly (readonly number[])[];
}

export interface RenderOptions {
  /** End with what opens the model's own turn. Default true. */
  readonly addGenerationPrompt?: boolean;
}

/** How likely is each token of a text after those before it? */
export interface ScoreTextRequest {
  readonly id: string;
  readonly input: Extract<PromptInput, { kind: "text" }>;
  /** How many of the likeliest alternatives to report, 0–20. */
  readonly top: number;
}

export interface ScoreTextResult {
  /** Of the text's own tokens; the first has no `logprob` where nothing is before it. */
  readonly tokens: readonly ScoredToken[];
  readonly usage: Usage;
}

export type ScoredToken = Omit<GeneratedTokenLogprob, "logprob"> & { readonly logprob?: number };
