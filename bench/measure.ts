import { decodeRate, firstTokenMs, median, servingMsPerToken } from "./stream-times.ts";
import type { Prompt, StreamTimes, Subject } from "./stream-times.ts";

/** What was measured of one subject; one number a round, in the order of the rounds. */
export interface Figures {
  readonly subject: string;
  /** Tokens a second, one stream alone. */
  readonly decodeOne: readonly number[];
  /** Tokens a second, four streams together. */
  readonly decodeFour: readonly number[];
  /** Milliseconds to the first token of a prompt never seen before. */
  readonly firstTokenCold: readonly number[];
  /** Milliseconds to the first token of a prompt that was answered just before. */
  readonly firstTokenCached: readonly number[];
  /** Prompt tokens that the second turn of a conversation reused. */
  readonly secondTurnCached: readonly number[];
  /** CPU milliseconds of the serving process for one token, with one stream and with four; empty where nothing serves. */
  readonly servingOne: readonly number[];
  readonly servingFour: readonly number[];
  readonly residentBytes: Readonly<Record<string, number>>;
}

export interface MeasureOptions {
  readonly rounds: number;
  readonly tokens: number;
}

/** The most streams that are measured at once. */
export const parallelStreams = 4;

/**
 * Measures all subjects by turns: in every round each measurement is made of every subject before the next one
 * begins, and the order turns around from round to round, so that a busy neighbour troubles all of them alike.
 */
export async function measure(subjects: readonly Subject[], { rounds, tokens }: MeasureOptions): Promise<Figures[]> {
  const all = subjects.map((subject) => createRecorder(subject));
  for (const recorder of all) await recorder.warmUp();
  for (let round = 0; round < rounds; round += 1) {
    const order = round % 2 === 0 ? all : all.toReversed();
    process.stderr.write(`round ${round + 1} of ${rounds}\n`);
    for (const recorder of order) await recorder.firstTokens(round);
    for (const recorder of order) await recorder.decode(round, 1, tokens);
    for (const recorder of order) await recorder.decode(round, parallelStreams, tokens);
  }
  return all.map((recorder) => recorder.figures());
}

interface Recorder {
  warmUp(): Promise<void>;
  firstTokens(round: number): Promise<void>;
  decode(round: number, streams: number, tokens: number): Promise<void>;
  figures(): Figures;
}

function createRecorder(subject: Subject): Recorder {
  const decodeOne: number[] = [];
  const decodeFour: number[] = [];
  const firstTokenCold: number[] = [];
  const firstTokenCached: number[] = [];
  const secondTurnCached: number[] = [];
  const servingOne: number[] = [];
  const servingFour: number[] = [];

  async function one(prompt: Prompt): Promise<StreamTimes> {
    const [times] = await subject.answer([prompt]);
    if (times === undefined) throw new Error(`${subject.name} gave no times.`);
    return times;
  }

  return {
    async warmUp() {
      await one(ask("Warm up.", 8, 1));
    },
    async firstTokens(round) {
      const question = ask(topic(`cold ${round}`), 4, round);
      firstTokenCold.push(firstTokenMs(await one(question)));
      firstTokenCached.push(firstTokenMs(await one(question)));
      const secondTurn: Prompt = {
        ...question,
        messages: [...question.messages, { role: "assistant", content: "Yes." }, { role: "user", content: "Go on." }],
      };
      secondTurnCached.push((await one(secondTurn)).cachedTokens);
    },
    async decode(round, streams, tokens) {
      const prompts = Array.from({ length: streams }, (_, stream) =>
        ask(`Tell me story ${stream}.`, tokens, round * 10 + stream),
      );
      const times = await subject.answer(prompts);
      (streams === 1 ? decodeOne : decodeFour).push(decodeRate(times));
      const servingMs = servingMsPerToken(times);
      if (servingMs !== undefined) (streams === 1 ? servingOne : servingFour).push(servingMs);
    },
    figures: () => ({
      subject: subject.name,
      decodeOne,
      decodeFour,
      firstTokenCold,
      firstTokenCached,
      secondTurnCached,
      servingOne,
      servingFour,
      residentBytes: subject.residentBytes(),
    }),
  };
}

function ask(content: string, maxTokens: number, seed: number): Prompt {
  const system = "You are a companion who answers in few words.";
  return {
    messages: [
      { role: "system", content: system },
      { role: "user", content },
    ],
    maxTokens,
    seed,
  };
}

/** About a hundred words that begin differently for every name, so that no cache holds their beginning. */
function topic(name: string): string {
  return `${name}: ${Array.from({ length: 100 }, (_, index) => `word${(index * 7) % 50}`).join(" ")}`;
}

/** The median over rounds of `a / b`, each pair measured one after the other. */
export function medianRatio(a: readonly number[], b: readonly number[]): number {
  return median(a.map((value, index) => value / (b[index] ?? Number.NaN)));
}

/** The median over rounds of `a - b`. */
export function medianDifference(a: readonly number[], b: readonly number[]): number {
  return median(a.map((value, index) => value - (b[index] ?? Number.NaN)));
}
