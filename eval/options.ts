import { parseArgs } from "node:util";

/** What one evaluation runs and where its figures go. */
export interface EvalOptions {
  /** A model's reference, as `--model` of the server takes it; absent when a running server is asked. */
  readonly model: string | undefined;
  /** A running server. */
  readonly url: string | undefined;
  /** Lines of each language and scripts of each table; all when absent. */
  readonly limit: number | undefined;
  /** Where the JSON goes. */
  readonly output: string;
}

const help = `Measures what people would notice about a model's replies, on scripted tables: emotion and language met, length
kept, persona kept, recommendations that can be read, exist and are new, and how long all of it takes.

  npm run eval -- --model REFERENCE     starts a server with that model, in memory, on a free port
  npm run eval -- --url URL             asks a server that is running

  --model REFERENCE   a .gguf file, a name of the catalog, ollama:MODEL, openai:UPSTREAM/MODEL, template …
  --limit N           at most N rows of each table
  --output FILE       where the figures go as JSON (default eval/results/latest.json)

Without --model and --url the written replies are measured: what users get when no model can answer.
`;

/** Reads the command line; prints help and leaves when asked to, or when a flag is wrong. */
export function readOptions(args: readonly string[]): EvalOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      model: { type: "string" },
      url: { type: "string" },
      limit: { type: "string" },
      output: { type: "string", default: "eval/results/latest.json" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(help);
    process.exit(0);
  }
  if (values.model !== undefined && values.url !== undefined) {
    throw new Error("Cannot use --model and --url together: a running server has its own model.");
  }
  return { model: values.model, url: values.url, limit: readLimit(values.limit), output: values.output };
}

function readLimit(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const limit = Number(value);
  if (Number.isInteger(limit) && limit > 0) return limit;
  throw new Error(`Cannot use --limit ${value}: it is no whole number above 0.`);
}
