import { realpath } from "node:fs/promises";
import { Command } from "commander";
import type { LocalModel } from "../app.ts";
import { ReparteeError } from "../core/errors.ts";
import { sizeText } from "../core/byte-size.ts";
import { silentLog } from "../core/log.ts";
import { askYesNo } from "./ask.ts";
import { addLibraryOptions, openLibrary, type LibraryOptions, type OpenedLibrary } from "./library-options.ts";
import { modelStates } from "./running-server.ts";

interface RemoveOptions extends LibraryOptions {
  readonly yes?: boolean;
}

export function rmCommand(): Command {
  const command = new Command("rm")
    .description("Delete what was downloaded of a model, whole or in part, and what was made of it.")
    .argument("<reference>", "a name from `repartee list --downloaded`")
    .option("-y, --yes", "do not ask")
    .addHelpText(
      "after",
      `
Asks first on a terminal. Files outside of the model folder are never touched, and a model that is being downloaded
or that a running server has loaded stays.

Examples:
  repartee rm llama-3.2-3b
  repartee rm llama-3.2-3b:Q8_0 --yes`,
    )
    .action(remove);
  return addLibraryOptions(command, { asksServer: true });
}

async function remove(reference: string, { yes, ...options }: RemoveOptions): Promise<void> {
  const { library, config } = await openLibrary(options);
  const { openSpeechModels } = await import("../app.ts");
  const speech = openSpeechModels(config, { log: silentLog });
  if (speech.knows(reference)) {
    const wasThere = await speech.remove(reference);
    process.stdout.write(wasThere ? `${reference} is removed\n` : `${reference} is not here\n`);
    return;
  }
  const [model, states] = await Promise.all([library.describe(reference), modelStates(config)]);
  // A file that was refused has no count of its own.
  const freedBytes = model.downloadedBytes ?? (model.path === undefined ? 0 : (model.sizeBytes ?? 0));
  const reader = await findReader(model, states ?? new Map(), { config, library });
  if (reader !== undefined) {
    const what = reader.name === model.name ? "it" : `its file, as model "${reader.name}",`;
    throw new ReparteeError(
      "model_in_use",
      `Cannot remove "${model.name}": a server has ${what} in state "${reader.state}"`,
      { hint: `Unload it first: curl -X DELETE http://${config.host}:${config.port}/models/${reader.name}/unload` },
    );
  }
  // A download that has just begun may have nothing yet that counts.
  const isAsking = yes !== true && process.stdin.isTTY && freedBytes > 0;
  if (isAsking && !(await askYesNo(`Delete ${model.name} (${sizeText(freedBytes)})?`))) {
    process.exitCode = 1;
    process.stderr.write("Nothing was deleted.\n");
    return;
  }
  if (!(await library.remove(reference))) throw nothingRemoved(model);
  const freed = freedBytes === 0 ? "." : `; ${sizeText(freedBytes)} came free.`;
  process.stdout.write(`Deleted ${model.name}${freed}\n`);
}

/** The model of a running server that reads the same file, under this name or another one of the configuration. */
async function findReader(
  model: LocalModel,
  states: ReadonlyMap<string, string>,
  { config, library }: OpenedLibrary,
): Promise<{ readonly name: string; readonly state: string } | undefined> {
  for (const [name, state] of states) {
    if (state === "unloaded" || state === "failed") continue;
    if (name === model.name) return { name, state };
    const reference = config.models.find((one) => one.name === name)?.reference ?? name;
    // What the library does not know is a model without a file of its own.
    const read = await library.describe(reference).catch(() => undefined);
    if (read?.path === undefined || model.path === undefined) continue;
    if ((await realPathOf(read.path)) === (await realPathOf(model.path))) return { name, state };
  }
  return undefined;
}

function realPathOf(path: string): Promise<string> {
  return realpath(path).catch(() => path);
}

function nothingRemoved({ name, path }: LocalModel): ReparteeError {
  if (path === undefined) {
    return new ReparteeError("model_file_missing", `Cannot remove "${name}": nothing of it was downloaded`, {
      hint: "`repartee list --downloaded` shows what is here.",
    });
  }
  return new ReparteeError("model_file_missing", `Cannot remove "${name}": its file is not in the model folder`, {
    hint: `Delete it yourself: ${path}`,
  });
}
