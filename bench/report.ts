import { mkdir, writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import { dirname } from "node:path";
import { medianDifference, medianRatio, parallelStreams } from "./measure.ts";
import type { Figures } from "./measure.ts";
import type { BenchOptions } from "./options.ts";
import { median } from "./stream-times.ts";

/** A promise of the project, and whether this run kept it. */
interface Goal {
  readonly name: string;
  readonly value: number;
  readonly wanted: string;
  readonly kept: boolean;
}

/** Prints the table and the goals, and writes both with every single figure as JSON. */
export async function report(figures: readonly Figures[], options: BenchOptions): Promise<void> {
  const [direct, ...others] = figures;
  if (direct === undefined) throw new Error("Nothing was measured.");
  console.log(
    `\n${options.shape}, ${options.threads} thread(s), ${options.rounds} rounds, ${options.tokens} tokens; medians\n`,
  );
  console.table(Object.fromEntries(figures.map((subject) => [subject.subject, row(subject, direct)])));
  for (const subject of figures) console.log(`memory of ${subject.subject}: ${memory(subject)}`);
  const repartee = others.find(({ subject }) => subject === "repartee");
  const goals = repartee === undefined ? [] : goalsOf(repartee, direct);
  if (goals.length > 0) console.table(goals.map((goal) => ({ ...goal, value: Number(goal.value.toFixed(3)) })));
  await mkdir(dirname(options.output), { recursive: true });
  const machine = { cpu: cpus()[0]?.model ?? "unknown", cores: cpus().length, node: process.version };
  await writeFile(options.output, `${JSON.stringify({ options, machine, figures, goals }, undefined, 2)}\n`);
  console.log(`Every figure is in ${options.output}`);
}

function row(subject: Figures, direct: Figures): Readonly<Record<string, number | string>> {
  const rounded = (value: number, digits: number): number | string =>
    Number.isNaN(value) ? "–" : Number(value.toFixed(digits));
  return {
    "tok/s, 1 stream": rounded(median(subject.decodeOne), 2),
    "× direct": rounded(medianRatio(subject.decodeOne, direct.decodeOne), 3),
    [`tok/s, ${parallelStreams} streams`]: rounded(median(subject.decodeFour), 2),
    [`× direct, ${parallelStreams}`]: rounded(medianRatio(subject.decodeFour, direct.decodeFour), 3),
    "first token cold, ms": rounded(median(subject.firstTokenCold), 1),
    "cached, ms": rounded(median(subject.firstTokenCached), 1),
    "2nd turn reuses": rounded(median(subject.secondTurnCached), 0),
    "server CPU ms/token": rounded(median(subject.servingOne), 3),
    [`server CPU, ${parallelStreams}`]: rounded(median(subject.servingFour), 3),
  };
}

function memory(subject: Figures): string {
  const entries = Object.entries(subject.residentBytes);
  return entries.map(([process, bytes]) => `${process} ${Math.round(bytes / 2 ** 20)} MiB`).join(", ");
}

function goalsOf(repartee: Figures, direct: Figures): Goal[] {
  const atLeast = (name: string, value: number, bound: number): Goal => ({
    name,
    value,
    wanted: `≥ ${bound}`,
    kept: value >= bound,
  });
  const atMost = (name: string, value: number, bound: number): Goal => ({
    name,
    value,
    wanted: `≤ ${bound}`,
    kept: value <= bound,
  });
  return [
    atLeast("decode, 1 stream, × direct", medianRatio(repartee.decodeOne, direct.decodeOne), 0.97),
    atLeast(`decode, ${parallelStreams} streams, × direct`, medianRatio(repartee.decodeFour, direct.decodeFour), 0.95),
    atMost(
      "first token cached, ms over direct",
      medianDifference(repartee.firstTokenCached, direct.firstTokenCached),
      3,
    ),
    atMost("serving process, CPU ms a token, 1 stream", median(repartee.servingOne), 0.1),
    atMost(`serving process, CPU ms a token, ${parallelStreams} streams`, median(repartee.servingFour), 0.1),
    atLeast("tokens reused by a second turn", median(repartee.secondTurnCached), 1),
  ];
}
