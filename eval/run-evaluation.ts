import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { AnsweredLine } from "./answer.ts";
import { describe, type Figure } from "./figures.ts";
import { summarize } from "./line-summary.ts";
import { lineTable } from "./line-table.ts";
import { sampleLines } from "./lines.ts";
import { measureLines } from "./measure-lines.ts";
import { measureRecommendations } from "./measure-recommendations.ts";
import { askProbes, measureReplies } from "./measure-replies.ts";
import type { EvalOptions } from "./options.ts";
import { openTarget } from "./target.ts";
import { openTranscript } from "./transcript.ts";

/** @throws Error where no line at all was answered: then there is nothing to measure */
export async function runEvaluation(options: EvalOptions, print: (text: string) => void): Promise<void> {
  const { greedy, hints, limit, output } = options;
  const lines = sampleLines(options.lines);
  const target = await openTarget(options);
  try {
    const sampling = greedy ? "greedy" : "default sampling";
    print(`${target.name}, ${target.route} route, ${sampling}, ${lines.length} lines\n\n`);
    const transcript =
      options.transcripts === undefined
        ? undefined
        : await openTranscript(options.transcripts, options.name ?? target.name);
    const answered: AnsweredLine[] = [];
    for await (const one of measureLines(target.askLine, lines, hints)) {
      answered.push(one);
      await transcript?.add(one);
    }
    const error = answered.at(0)?.answer.error;
    if (typeof error === "string" && answered.every(({ answer }) => answer.error !== null))
      throw new Error(`${target.url} answered no line: ${error}`);
    const summaries = summarize(answered);
    print(lineTable(summaries));
    const tables: Record<string, readonly Figure[]> = {};
    if (target.route === "persona") {
      tables["Persona"] = measureReplies(answered, await askProbes(target.url, limit));
      if (limit !== 0) tables["Recommendations"] = await measureRecommendations(target.url, limit);
    }
    for (const [title, figures] of Object.entries(tables)) print(`\n${title}\n${figureList(figures)}`);
    await mkdir(dirname(output), { recursive: true });
    const report = {
      target: target.name,
      route: target.route,
      sampling,
      measuredAt: new Date().toISOString(),
      lines: summaries,
      tables,
    };
    await writeFile(output, `${JSON.stringify(report, null, 2)}\n`);
    print(`\nfigures: ${output}\n`);
    if (transcript !== undefined) print(`replies: ${transcript.path}\n`);
  } finally {
    await target.stop();
  }
}

function figureList(figures: readonly Figure[]): string {
  const width = Math.max(...figures.map(({ name }) => name.length));
  const line = ({ name, better, value }: Figure): string =>
    `  ${name.padEnd(width)}  ${better === "higher" ? "↑" : "↓"}  ${describe(value)}\n`;
  return figures.map(line).join("");
}
