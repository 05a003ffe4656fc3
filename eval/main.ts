/**
 * `npm run eval`: what people would notice about a model's replies, over HTTP. Prints tables, writes the figures as JSON
 * and, on request, every reply.
 */
import { help, readOptions } from "./options.ts";
import { runEvaluation } from "./run-evaluation.ts";

try {
  const options = readOptions(process.argv.slice(2));
  if (options === "help") process.stdout.write(help);
  else await runEvaluation(options, (text) => process.stdout.write(text));
} catch (thrown) {
  process.stderr.write(`${thrown instanceof Error ? thrown.message : String(thrown)}\n`);
  process.exitCode = 1;
}
