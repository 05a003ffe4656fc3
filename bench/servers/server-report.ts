import { median } from "../stream-times.ts";
import { busyCounts, streamCounts, turnCount, type ServerFigures } from "./measure-servers.ts";

/** A promise of the project, and whether this run kept it. */
interface Goal {
  readonly goal: string;
  readonly value: number;
  readonly wanted: string;
  readonly kept: boolean;
}

export function valueOf({ samples }: ServerFigures, name: string): number {
  return median(samples.get(name) ?? []);
}

/** A row for each measurement that was made, a column for each server. */
export function tableOf(figures: readonly ServerFigures[]): Readonly<Record<string, Readonly<Record<string, number>>>> {
  const megabytes = (bytes: number): number => bytes / 2 ** 20;
  const rows: readonly (readonly [string, string, ((value: number) => number)?])[] = [
    ...streamCounts.map((count) => [`tokens/s, ${count} streams`, `quiet rate ${count}`] as const),
    ["tokens/s, 1 stream, behind the first token", "quiet decode"],
    ...streamCounts.map((count) => [`first token, ${count} streams`, `quiet first ${count}`] as const),
    ...streamCounts.map((count) => [`first token, 95 %, ${count} streams`, `quiet first p95 ${count}`] as const),
    ["first turn of a persona", "persona alone"],
    ["eight at once, 95 %", "persona p95"],
    ...[1, 2, 10, turnCount].map((turn) => [`first token, turn ${turn}`, `turn ${turn}`] as const),
    ...busyCounts.map((count) => [`tokens/s, ${count} streams, busy`, `busy rate ${count}`] as const),
    ...busyCounts.map((count) => [`first token, ${count} streams, busy`, `busy first ${count}`] as const),
    ["start to first token", "start"],
    ["memory, MiB", "memory", megabytes],
  ];
  const isMeasured = (sample: string): boolean => figures.some(({ samples }) => samples.has(sample));
  return Object.fromEntries(
    rows
      .filter(([, sample]) => isMeasured(sample))
      .map(([name, sample, convert = (value: number) => value]) => [
        name,
        Object.fromEntries(
          figures.map((one) => [one.contender.name, Number(convert(valueOf(one, sample)).toPrecision(3))]),
        ),
      ]),
  );
}

/** Against the best of the others' settings where the machine is quiet, against their defaults where it is busy. */
export function goalsOf([ours, ...others]: readonly ServerFigures[]): readonly Goal[] {
  const [defaults] = others;
  if (ours === undefined || defaults === undefined) return [];
  const most = (name: string): number => Math.max(...others.map((one) => valueOf(one, name)));
  const least = (name: string): number => Math.min(...others.map((one) => valueOf(one, name)));
  const faster = (name: string, other: number, wanted: number, goal: string): Goal =>
    toGoal(goal, valueOf(ours, name) / other, wanted, "≥");
  const sooner = (name: string, other: number, wanted: number, goal: string): Goal =>
    toGoal(goal, valueOf(ours, name) / other, wanted, "≤");
  const goals = [
    faster("quiet rate 1", most("quiet rate 1"), 1, "1 stream, × its best"),
    ...[4, 8, 16].map((count) =>
      faster(`quiet rate ${count}`, most(`quiet rate ${count}`), 1.3, `${count} streams, × its best`),
    ),
    ...[1, 4, 8].map((count) =>
      sooner(`quiet first ${count}`, least(`quiet first ${count}`), 0.6, `first token, ${count} streams, × its best`),
    ),
    sooner(`turn ${turnCount}`, least(`turn ${turnCount}`), 0.6, `first token of turn ${turnCount}, × its best`),
    toGoal("turn 20 × turn 3", valueOf(ours, `turn ${turnCount}`) / valueOf(ours, "turn 3"), 1.5, "≤"),
    faster("busy rate 1", valueOf(defaults, "busy rate 1"), 2, "1 stream beside a busy process, × its default"),
    ...[4, 8].map((count) =>
      faster(`busy rate ${count}`, valueOf(defaults, `busy rate ${count}`), 3, `${count} streams, busy, × its default`),
    ),
    toGoal(
      "eight first turns, 95 %, × one alone",
      valueOf(ours, "persona p95") / valueOf(ours, "persona alone"),
      2,
      "≤",
    ),
    toGoal("memory, × its 8 slots", valueOf(ours, "memory") / valueOf(others[1] ?? defaults, "memory"), 1.1, "≤"),
    sooner("start", valueOf(defaults, "start"), 1.15, "start to first token, × its default"),
  ];
  return goals.filter(({ value }) => !Number.isNaN(value));
}

function toGoal(goal: string, value: number, bound: number, sign: "≥" | "≤"): Goal {
  return {
    goal,
    value: Number(value.toFixed(2)),
    wanted: `${sign} ${bound}`,
    kept: sign === "≥" ? value >= bound : value <= bound,
  };
}
