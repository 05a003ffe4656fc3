import { setTimeout } from "node:timers/promises";
import type { BenchOptions } from "../options.ts";
import { streamChat, type ChatReply } from "../chat-stream.ts";
import type { ServerProcess } from "../server-process.ts";
import { firstTokenMs, median, quantile, type Prompt } from "../stream-times.ts";
import { besideBusyProcesses } from "./busy-neighbours.ts";
import type { Contender } from "./contenders.ts";
import { firstTurn, nextTurn, story } from "./prompts.ts";

/** By name, one value a round. */
export type Samples = Map<string, number[]>;

export interface ServerFigures {
  readonly contender: Contender;
  readonly samples: Samples;
}

export const streamCounts = [1, 4, 8, 16] as const;
export const busyCounts = [1, 4, 8] as const;
export const turnCount = 20;
const personas = 8;
const storyTokens = 64;
/** One stream is asked for as many stories as eight: a single one says little, and is the first that a new process writes. */
const leastStories = 8;
/** Behind the server before: what it still does is no busy neighbour of the next. */
const settleMs = 1_000;

/**
 * In every round each measurement is made of every server before the next one begins, and the order turns around from
 * round to round. All are running meanwhile, and idle but for the one that is measured.
 */
export async function measureServers(
  contenders: readonly Contender[],
  { rounds, only }: Pick<BenchOptions, "rounds" | "only">,
): Promise<ServerFigures[]> {
  const all = contenders.map((contender) => ({ contender, samples: new Map<string, number[]>() }));
  for (let round = 0; round < rounds; round += 1) {
    process.stderr.write(`round ${round + 1} of ${rounds}: start\n`);
    const running: (ServerFigures & { readonly server: ServerProcess })[] = [];
    try {
      for (const one of all) running.push({ ...one, server: await measureStart(one) });
      const order = round % 2 === 0 ? running : running.toReversed();
      for (const part of parts(round).filter(({ name }) => name.includes(only))) {
        process.stderr.write(`round ${round + 1} of ${rounds}: ${part.name}\n`);
        for (const { server, samples } of order) {
          await setTimeout(settleMs);
          await part.measure(server.url, adder(samples));
        }
      }
      for (const { server, samples } of order) adder(samples)("memory", sum(Object.values(server.residentBytes())));
    } finally {
      for (const { server } of running) await server.stop();
    }
  }
  return all;
}

type Add = (name: string, value: number) => void;

interface Part {
  readonly name: string;
  measure(url: string, add: Add): Promise<void>;
}

function parts(round: number): readonly Part[] {
  return [
    ...streamCounts.map((count) => ({
      name: `${count} streams`,
      measure: (url: string, add: Add) => measureStreams(url, add, { count, round, name: "quiet" }),
    })),
    { name: "first turns of one persona", measure: (url, add) => measureFirstTurns(url, add, round) },
    { name: `${turnCount} turns`, measure: (url, add) => measureTurns(url, add, round) },
    ...busyCounts.map((count) => ({
      name: `${count} streams beside a busy process`,
      measure: (url: string, add: Add) =>
        besideBusyProcesses(1, () => measureStreams(url, add, { count, round: round + 0.5, name: "busy" })),
    })),
  ];
}

function adder(samples: Samples): Add {
  return (name, value) => {
    const values = samples.get(name) ?? [];
    values.push(value);
    samples.set(name, values);
  };
}

/** From the start of the process to the first token of its first reply. */
async function measureStart({ contender, samples }: ServerFigures): Promise<ServerProcess> {
  const startedAt = performance.now();
  const server = await contender.start();
  const { firstAt } = await ask(server.url, story(0, 4));
  adder(samples)("start", firstAt - startedAt);
  return server;
}

async function measureStreams(
  url: string,
  add: Add,
  { count, round, name }: { readonly count: number; readonly round: number; readonly name: string },
): Promise<void> {
  const times = Math.ceil(leastStories / count);
  const replies: ChatReply[] = [];
  const rates: number[] = [];
  for (let time = 0; time < times; time += 1) {
    const startedAt = performance.now();
    const seeds = Array.from({ length: count }, (_, index) => 1000 * round + 20 * count + time * count + index);
    const written = await askAll(
      url,
      seeds.map((seed) => story(seed, storyTokens)),
    );
    rates.push((1000 * sum(written.map(({ tokens }) => tokens))) / (performance.now() - startedAt));
    replies.push(...written);
  }
  add(`${name} rate ${count}`, median(rates));
  add(`${name} first ${count}`, median(replies.map(firstTokenMs)));
  add(`${name} first p95 ${count}`, quantile(replies.map(firstTokenMs), 0.95));
  if (count === 1)
    add(
      `${name} decode`,
      median(replies.map(({ tokens, firstAt, lastAt }) => (1000 * (tokens - 1)) / (lastAt - firstAt))),
    );
}

async function measureFirstTurns(url: string, add: Add, round: number): Promise<void> {
  await ask(url, firstTurn(personas + 1, round));
  add("persona alone", firstTokenMs(await ask(url, firstTurn(personas, round))));
  const replies = await askAll(
    url,
    Array.from({ length: personas }, (_, person) => firstTurn(person, round)),
  );
  add("persona p95", quantile(replies.map(firstTokenMs), 0.95));
}

async function measureTurns(url: string, add: Add, round: number): Promise<void> {
  const said: string[] = [];
  for (let number = 0; number < turnCount; number += 1) {
    const prompt = nextTurn(number, round, said);
    const reply = await ask(url, prompt);
    add(`turn ${number + 1}`, firstTokenMs(reply));
    said.push(prompt.messages.at(-1)?.content ?? "", reply.text);
  }
}

function ask(url: string, prompt: Prompt): Promise<ChatReply> {
  return streamChat(url, prompt, { temperature: 0 });
}

function askAll(url: string, prompts: readonly Prompt[]): Promise<ChatReply[]> {
  return Promise.all(prompts.map((prompt) => ask(url, prompt)));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
