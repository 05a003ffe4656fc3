import type { GenerateEvent } from "../../core/generate-event.ts";
import type { Language } from "../../core/language.ts";
import { createSentenceLimit } from "../brevity/sentences.ts";

/** A reply's first sentences: the model is stopped behind them, and the reply has ended by itself. */
export async function* firstSentences(
  ask: (signal: AbortSignal) => AsyncIterable<GenerateEvent>,
  language: Language,
  sentences: number,
  signal: AbortSignal,
): AsyncGenerator<GenerateEvent, void, void> {
  const enough = new AbortController();
  const limit = createSentenceLimit(language, sentences);
  for await (const event of ask(AbortSignal.any([signal, enough.signal]))) {
    if (event.type === "text-delta") {
      const { text, isClosed } = limit.push(event.text);
      yield { ...event, text };
      if (isClosed) enough.abort();
    } else if (event.type === "finish") {
      const rest = limit.flush();
      if (rest !== "") yield { type: "text-delta", text: rest, tokenCount: 0 };
      yield enough.signal.aborted && !signal.aborted ? { ...event, reason: "stop" } : event;
    } else yield event;
  }
}
