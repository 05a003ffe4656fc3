import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { readShape, type BenchOptions } from "../options.ts";
import { prepareShapeModel } from "../shape-model.ts";
import { contendersFor } from "./contenders.ts";
import { measureServers } from "./measure-servers.ts";
import { drawPlots } from "./plots.ts";
import { goalsOf, tableOf } from "./server-report.ts";

/** Repartee with its defaults beside llama-server, on real weights. */
export async function runServerSuite(options: BenchOptions): Promise<void> {
  const model = await findModel(options.model);
  if (options.llamaServer === undefined) {
    process.stderr.write("LLAMA_SERVER is not set: only Repartee is measured\n");
  }
  const figures = await measureServers(contendersFor(model, options.llamaServer), options);
  console.log(`\n${options.model}, ${options.rounds} rounds by turns; medians, rates in tokens/s, times in ms\n`);
  console.table(tableOf(figures));
  const goals = goalsOf(figures);
  if (goals.length > 0) console.table(goals);
  const machine = { cpu: cpus()[0]?.model ?? "unknown", cores: cpus().length, node: process.version };
  const rows = figures.map(({ contender: { name, flags }, samples }) => ({
    ...{ name, flags },
    samples: Object.fromEntries(samples),
  }));
  await mkdir(dirname(options.output), { recursive: true });
  await writeFile(options.output, `${JSON.stringify({ options, machine, figures: rows, goals }, undefined, 2)}\n`);
  console.log(`Every figure is in ${options.output}`);
  if (options.plots !== undefined) {
    await mkdir(options.plots, { recursive: true });
    for (const { file, svg } of drawPlots(figures)) await writeFile(join(options.plots, file), svg);
    console.log(`Plots are in ${options.plots}`);
  }
}

const shapePrefix = "shape:";

/** The file of a model; a name is looked up among the models that are here, so that both servers read one file. */
async function findModel(model: string): Promise<string> {
  if (existsSync(model)) return model;
  if (model.startsWith(shapePrefix))
    return await prepareShapeModel(readShape("--model", model.slice(shapePrefix.length)));
  const cli = fileURLToPath(new URL("../../../dist/cli/main.js", import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [cli, "show", model, "--json"]).catch(() => ({
    stdout: "{}",
  }));
  const { path } = JSON.parse(stdout) as { readonly path?: string };
  if (path !== undefined && existsSync(path)) return path;
  throw new Error(
    `--model: expected a path to a .gguf file or a model that is here, got "${model}"; \`npx repartee pull ${model}\` gets it`,
  );
}
