import { Command, Argument } from "commander";
import type { EngineState } from "../app.ts";
import { engineNames, type EngineName } from "../core/engine-packages.ts";
import { printJson } from "./print-json.ts";
import { addSettingOptions, loadConfigForCommand, type SettingOptions } from "./setting-options.ts";
import { createStatusLine } from "./status-line.ts";
import { renderTable } from "./table.ts";

const settingNames: ReadonlySet<string> = new Set(["npmCommand", "logLevel", "logFormat"]);

/** What each is for. */
const purposes: Readonly<Record<EngineName, string>> = {
  "llama-cpp": "GGUF files on the processor (on a Mac: its GPU)",
  onnx: "ONNX models of Hugging Face, such as BlenderBot",
  speech: "hearing and speaking",
  aac: "recordings in AAC, such as M4A files",
  cuda: "GGUF files on NVIDIA's GPUs",
  vulkan: "GGUF files on GPUs of any maker",
};

export function enginesCommand(): Command {
  return new Command("engines")
    .description("List the engines that packages are needed for, or add one.")
    .option("--json", "print one JSON array")
    .addHelpText(
      "after",
      `
A plain install brings what GGUF files on the processor need; the rest is large, and comes when it is asked for.

Examples:
  repartee engines               what is here, and what is missing
  repartee engines add cuda      llama.cpp's build for NVIDIA's GPUs
  repartee engines add onnx      for models in ONNX files`,
    )
    .action(list)
    .addCommand(addCommand());
}

async function list({ json }: { readonly json?: boolean }): Promise<void> {
  const { listEngines } = await import("../app.ts");
  const engines = listEngines();
  process.stdout.write(json === true ? printJson(engines) : asTable(engines));
}

function asTable(engines: readonly EngineState[]): string {
  return renderTable(
    [{ title: "ENGINE" }, { title: "STATE" }, { title: "FOR" }, { title: "PACKAGES" }],
    engines.map(({ engine, state, packages }) => [
      engine,
      state === "unavailable" ? "not for this machine" : state,
      purposes[engine],
      packages.map(({ name, version, installed }) => `${name}@${installed ?? version}`).join(" ") || "–",
    ]),
  );
}

function addCommand(): Command {
  const command = new Command("add")
    .description("Install the packages of an engine, by your own npm.")
    .addArgument(new Argument("<engine>", "which one").choices(engineNames))
    .addHelpText(
      "after",
      `
They go where Repartee itself lies: into the project that it is installed in (and its package.json), beside the global
install, or into a clone's node_modules. Restart a running server afterwards.

Examples:
  repartee engines add cuda
  repartee engines add speech`,
    )
    .action(add);
  return addSettingOptions(command, ({ name }) => settingNames.has(name));
}

async function add(engine: EngineName, options: SettingOptions): Promise<void> {
  const { config } = loadConfigForCommand(options);
  const { addEngine, listEngines, packageClientsOf } = await import("../app.ts");
  const line = createStatusLine(process.stderr);
  line.show(`npm is installing ${engine} …`);
  try {
    const folder = await addEngine(engine, { client: packageClientsOf(config), signal: new AbortController().signal });
    line.clear();
    process.stdout.write(`${engine} is installed in ${folder}.\n`);
  } finally {
    line.clear();
  }
  const state = listEngines().find((one) => one.engine === engine)?.state;
  if (state !== "installed") process.stderr.write(`It is not found there yet: run \`repartee engines\` to see why.\n`);
}
