import { type AnsweredLine, type AskLine, failedAnswer, type Hints } from "./answer.ts";
import type { SpokenLine } from "./lines.ts";

/** Asks for a reply to each line, once for each kind of hints, one after the other. */
export async function* measureLines(
  askLine: AskLine,
  lines: readonly SpokenLine[],
  hints: readonly Hints[],
): AsyncGenerator<AnsweredLine> {
  for (const one of hints) for (const line of lines) yield await answerLine(askLine, line, one);
}

/** A request that fails is part of what is measured: its row says why. */
async function answerLine(askLine: AskLine, line: SpokenLine, hints: Hints): Promise<AnsweredLine> {
  const startMs = performance.now();
  try {
    return { line, hints, answer: await askLine(line, hints) };
  } catch (thrown) {
    return { line, hints, answer: failedAnswer(thrown, performance.now() - startMs) };
  }
}
