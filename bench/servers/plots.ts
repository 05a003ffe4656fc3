import { drawBarChart, type BarChart } from "./bar-chart.ts";
import { busyCounts, streamCounts, type ServerFigures } from "./measure-servers.ts";
import { valueOf } from "./server-report.ts";

/** The plots of docs/performance.md, by file name. */
export function drawPlots(
  figures: readonly ServerFigures[],
): readonly { readonly file: string; readonly svg: string }[] {
  const series = figures.map(({ contender }) => contender.name);
  const chart = (title: string, unit: string, groups: readonly (readonly [string, string])[]): BarChart => ({
    ...{ title, unit, series },
    groups: groups.map(([name, sample]) => ({ name, values: figures.map((one) => valueOf(one, sample)) })),
  });
  const streams = (count: number): string => (count === 1 ? "1 stream" : `${count} streams`);
  const plots = {
    "throughput.svg": chart(
      "Quiet machine",
      "tokens a second in sum (more is better)",
      streamCounts.map((count) => [streams(count), `quiet rate ${count}`]),
    ),
    "throughput-busy.svg": chart(
      "Beside one busy process",
      "tokens a second in sum (more is better)",
      busyCounts.map((count) => [streams(count), `busy rate ${count}`]),
    ),
    "first-token.svg": chart(
      "Quiet machine",
      "milliseconds to the first token, median (less is better)",
      streamCounts.map((count) => [streams(count), `quiet first ${count}`]),
    ),
    "turns.svg": chart(
      "A conversation",
      "milliseconds to the first token (less is better)",
      [2, 5, 10, 15, 20].map((turn) => [`turn ${turn}`, `turn ${turn}`]),
    ),
  };
  return Object.entries(plots).map(([file, one]) => ({ file, svg: drawBarChart(one) }));
}
