/**
 * `npm run eval`: what people would notice about a model's replies, on scripted tables, over HTTP. Prints a table and
 * writes JSON.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { describe, type Figure } from "./figures.ts";
import { measureRecommendations } from "./measure-recommendations.ts";
import { measureReplies } from "./measure-replies.ts";
import { readOptions } from "./options.ts";
import { openTarget } from "./target.ts";

const options = readOptions(process.argv.slice(2));
const target = await openTarget(options);
try {
  process.stderr.write(`measuring ${target.name} at ${target.url}\n`);
  const tables = {
    "Empathic replies": await measureReplies(target.url, options.limit),
    Recommendations: await measureRecommendations(target.url, options.limit),
  };
  for (const [title, figures] of Object.entries(tables)) process.stdout.write(`\n${title}\n${table(figures)}`);
  await mkdir(dirname(options.output), { recursive: true });
  const report = { target: target.name, measuredAt: new Date().toISOString(), tables };
  await writeFile(options.output, `${JSON.stringify(report, null, 2)}\n`);
  process.stdout.write(`\nwritten to ${options.output}\n`);
} finally {
  await target.stop();
}

function table(figures: readonly Figure[]): string {
  const width = Math.max(...figures.map(({ name }) => name.length));
  const line = ({ name, better, value }: Figure): string =>
    `  ${name.padEnd(width)}  ${better === "higher" ? "↑" : "↓"}  ${describe(value)}\n`;
  return figures.map(line).join("");
}
