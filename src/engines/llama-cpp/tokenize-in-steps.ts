/**
 * The tokens of a long text, in native calls that each end soon. llama.cpp looks for control tokens in a time that grows
 * with the square of their number (20,000 of them: 8 s in one call), so a text is cut in front of every few of them.
 */
import { setImmediate as turn } from "node:timers/promises";
import type { Token } from "node-llama-cpp";
import { throwIfCancelled } from "../../core/abort.ts";

/** One call with as many takes some milliseconds. */
const controlTokensPerCall = 128;
/** After so long without a pause the event loop turns: others' replies go on. */
const stepMs = 10;

export interface TokenizeOptions {
  /** Matches control tokens; undefined when the model has none. */
  readonly controlTokens: RegExp | undefined;
  /** Control tokens are read as the characters that they are written with. */
  readonly isPlain?: boolean;
  readonly signal?: AbortSignal;
}

/**
 * @param texts tokenized one by one: nothing is read across their borders.
 * @throws ReparteeError `cancelled`.
 */
export async function tokenizeInSteps(
  model: { tokenize(text: string, specialTokens: boolean): Token[] },
  texts: readonly string[],
  { controlTokens, isPlain = false, signal }: TokenizeOptions,
): Promise<Token[]> {
  const tokens: Token[] = [];
  let pausedAtMs = performance.now();
  for (const text of texts) {
    for (const part of cutBeforeControlTokens(text, controlTokens)) {
      for (const token of model.tokenize(part, !isPlain)) tokens.push(token);
      if (performance.now() - pausedAtMs < stepMs) continue;
      await turn();
      if (signal !== undefined) throwIfCancelled(signal, "read the prompt");
      pausedAtMs = performance.now();
    }
  }
  return tokens;
}

/**
 * The same text in parts. A tokenizer begins anew at a control token, so the tokens are the same; only where white space
 * is in front of one may its rule be to swallow that, and the cut is made elsewhere if it can.
 */
function* cutBeforeControlTokens(text: string, controlTokens: RegExp | undefined): Generator<string, void, void> {
  let start = 0;
  let count = 0;
  if (controlTokens !== undefined) {
    for (const { index } of text.matchAll(controlTokens)) {
      count += 1;
      if (count < controlTokensPerCall || index === start) continue;
      if (count < 2 * controlTokensPerCall && /\s/.test(text.charAt(index - 1))) continue;
      yield text.slice(start, index);
      start = index;
      count = 0;
    }
  }
  if (start < text.length) yield text.slice(start);
}
