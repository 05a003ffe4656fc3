import { parseArgs } from "node:util";
import { modelShapes } from "./shape-model.ts";
import type { ShapeName } from "./shape-model.ts";

/** What one run of the bench measures. */
export interface BenchOptions {
  readonly shape: ShapeName;
  readonly rounds: number;
  /** Tokens of each measured reply. */
  readonly tokens: number;
  readonly threads: number;
  /** Where the JSON goes. */
  readonly output: string;
}

const help = `Compares, in one run and by turns, the engine called directly in a process and the same through HTTP.

  npm run bench -- [options]

  --shape NAME    ${Object.keys(modelShapes).join(" or ")}; written once to .cache/models (default llama-3.2-1b)
  --rounds N      rounds of every measurement; medians are reported (default 5)
  --tokens N      tokens of each measured reply (default 64)
  --threads N     threads of llama.cpp, the same for all (default 1: on a shared two-core machine more is slower)
  --output FILE   where the figures go as JSON (default bench/results/latest.json)

  LLAMA_SERVER=/path/to/llama-server joins that binary to the comparison.
`;

/** Reads the command line; prints help and leaves when asked to, or when a flag is wrong. */
export function readOptions(): BenchOptions {
  const { values } = parseArgs({
    options: {
      shape: { type: "string", default: "llama-3.2-1b" },
      rounds: { type: "string", default: "5" },
      tokens: { type: "string", default: "64" },
      threads: { type: "string", default: "1" },
      output: { type: "string", default: "bench/results/latest.json" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(help);
    process.exit(0);
  }
  return {
    shape: readShape(values.shape),
    rounds: readCount("--rounds", values.rounds),
    tokens: readCount("--tokens", values.tokens),
    threads: readCount("--threads", values.threads),
    output: values.output,
  };
}

function readShape(name: string): ShapeName {
  if (Object.hasOwn(modelShapes, name)) return name as ShapeName;
  throw new Error(`--shape is "${name}"; known are ${Object.keys(modelShapes).join(", ")}.`);
}

function readCount(flag: string, text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count > 0) return count;
  throw new Error(`${flag} is "${text}"; a whole number above 0 is needed.`);
}
