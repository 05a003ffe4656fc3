import type { GenerateEvent, GeneratedTokenLogprob, TokenLogprob } from "../../core/generate-event.ts";
import { createStopTextFilter } from "../../core/stop-text.ts";
import type { TextTokenizer } from "./text-tokenizer.ts";
import { createTokenTextDecoder } from "./token-text.ts";
import type { ChosenToken } from "./token-chooser.ts";

/** Turns the tokens of one reply into its events: whole characters, no stop text. */
export interface ReplyWriter {
  /** True when a stop text is complete with this token. */
  write(chosen: ChosenToken): boolean;
  /** Gives out what was held back. To be called once, at the end. */
  flush(): void;
}

export interface ReplyWriterOptions {
  readonly tokenizer: TextTokenizer;
  readonly stop: readonly string[];
  readonly trimsStart: boolean;
  readonly emit: (event: GenerateEvent) => void;
}

export function createReplyWriter({ tokenizer, stop, trimsStart, emit }: ReplyWriterOptions): ReplyWriter {
  const decoder = createTokenTextDecoder(tokenizer);
  const stopFilter = createStopTextFilter(stop);
  /** Of tokens whose text is held back: they go out with the text, and not at all when a stop text swallows it. */
  let heldLogprobs: GeneratedTokenLogprob[] = [];
  let atStart = trimsStart;
  let stopped = false;

  function withoutStart(text: string): string {
    if (!atStart) return text;
    const rest = text.trimStart();
    if (rest !== "") atStart = false;
    return rest;
  }

  function emitText(text: string, tokenCount: number): void {
    if (text === "" && tokenCount === 0) return;
    const logprobs = text === "" ? [] : heldLogprobs;
    if (text !== "") heldLogprobs = [];
    emit({ type: "text-delta", text, tokenCount, ...(logprobs.length === 0 ? {} : { logprobs }) });
  }

  return {
    write(chosen) {
      if (chosen.alternatives !== undefined) heldLogprobs.push(describe(chosen, tokenizer));
      const released = stopFilter.push(withoutStart(decoder.push(chosen.id)));
      emitText(released.text, 1);
      stopped = released.stopped;
      return stopped;
    },
    flush() {
      if (stopped) return;
      const last = stopFilter.push(withoutStart(decoder.flush()));
      emitText(last.text + stopFilter.flush(), 0);
    },
  };
}

function describe(
  { id, logprob = 0, alternatives = [] }: ChosenToken,
  tokenizer: TextTokenizer,
): GeneratedTokenLogprob {
  const one = (token: number, value: number): TokenLogprob => ({
    token: tokenizer.textOf(token),
    logprob: value,
    bytes: tokenizer.bytesOf(token),
  });
  return { ...one(id, logprob), top: alternatives.map((candidate) => one(candidate.token, candidate.logprob)) };
}
