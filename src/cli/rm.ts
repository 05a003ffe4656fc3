import { Command } from "commander";
import type { LibraryModel } from "../app.ts";
import { ReparteeError } from "../core/errors.ts";
import { sizeText } from "../core/byte-size.ts";
import { askYesNo } from "./ask.ts";
import { addLibraryOptions, openLibrary, type LibraryOptions } from "./library-options.ts";
import { loadedModels } from "./loaded-models.ts";

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
  const [model, states] = await Promise.all([library.describe(reference), loadedModels(config)]);
  // A file that was refused has no count of its own.
  const freedBytes = model.downloadedBytes ?? (model.path === undefined ? 0 : (model.sizeBytes ?? 0));
  const state = states?.get(model.name) ?? "unloaded";
  if (state !== "unloaded" && state !== "failed") {
    throw new ReparteeError("model_in_use", `Cannot remove "${model.name}": a server has it in state "${state}"`, {
      hint: `Unload it first: curl -X DELETE http://${config.host}:${config.port}/models/${model.name}/unload`,
    });
  }
  // A download that has just begun may have nothing yet that counts.
  const isAsking = yes !== true && process.stdin.isTTY && freedBytes > 0;
  if (isAsking && !(await askYesNo(`Delete ${model.name} (${sizeText(freedBytes)})?`))) {
    process.exitCode = 1;
    process.stderr.write("Nothing was deleted.\n");
    return;
  }
  if (!(await library.remove(reference))) throw nothingRemoved(model);
  process.stdout.write(`Deleted ${model.name}; ${sizeText(freedBytes)} came free.\n`);
}

function nothingRemoved({ name, path }: LibraryModel): ReparteeError {
  if (path === undefined) {
    return new ReparteeError("model_file_missing", `Cannot remove "${name}": nothing of it was downloaded`, {
      hint: "`repartee list --downloaded` shows what is here.",
    });
  }
  return new ReparteeError("model_file_missing", `Cannot remove "${name}": its file is not in the model folder`, {
    hint: `Delete it yourself: ${path}`,
  });
}
