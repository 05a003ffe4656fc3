import { randomReplyText } from "../fake-upstream/random-faults.ts";
import { askGateway, type SeenAnswer } from "./ask-gateway.ts";
import { inParallel, warmUp, type ChainRequest } from "./run-wall.ts";
import { randomModels } from "./wall-provider.ts";

export interface RandomStreamsOptions {
  readonly target: string;
  readonly chain: ChainRequest;
  readonly count: number;
  /** Of the first stream; each has the next. Default 1. */
  readonly seed?: number;
  /** Default 90,000. */
  readonly deadlineMs?: number;
  /** Default 48. */
  readonly concurrency?: number;
}

export interface RandomStreamsResult {
  readonly streams: number;
  readonly whole: number;
  readonly errors: number;
  /** Marked as incomplete. */
  readonly cut: number;
  /** Without an end, or with none in time: seeds. */
  readonly withoutEnd: readonly number[];
  /** Marked complete with a text that is not: seeds. */
  readonly truncatedButComplete: readonly number[];
}

/** Asks for streams that break off at random, each in its own way, half of them over a network that does so too. */
export async function runRandomStreams(options: RandomStreamsOptions): Promise<RandomStreamsResult> {
  const { target, chain, count, seed: firstSeed = 1, deadlineMs = 90_000, concurrency = 48 } = options;
  await warmUp(options);
  const seeds = Array.from({ length: count }, (_, index) => firstSeed + index);
  const answers = await inParallel(seeds, concurrency, async (seed) => {
    const model = randomModels[seed % 2] ?? randomModels[0];
    const request = { target, words: `seed ${seed}`, stream: true, deadlineMs, ...chain([model]) };
    return { seed, answer: await askGateway(request) };
  });
  const counted = (ends: SeenAnswer["ends"]): number => answers.filter(({ answer }) => answer.ends === ends).length;
  return {
    streams: count,
    whole: counted("whole"),
    errors: counted("error"),
    cut: counted("cut"),
    withoutEnd: seedsOf(answers, ({ answer: { ends } }) => ends === "broken" || ends === "late"),
    truncatedButComplete: seedsOf(
      answers,
      ({ seed, answer: { ends, text } }) => ends === "whole" && text !== randomReplyText(seed),
    ),
  };
}

interface Asked {
  readonly seed: number;
  readonly answer: SeenAnswer;
}

function seedsOf(answers: readonly Asked[], isOne: (asked: Asked) => boolean): readonly number[] {
  return answers.filter(isOne).map(({ seed }) => seed);
}
