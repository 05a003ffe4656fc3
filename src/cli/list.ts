import { Command } from "commander";
import type { LocalModel, LocalModels } from "../app.ts";
import { ReparteeError } from "../core/errors.ts";
import { sizeText } from "../core/byte-size.ts";
import { addLibraryOptions, openLibrary, type LibraryOptions } from "./library-options.ts";
import { modelStates } from "./running-server.ts";
import { printJson } from "./print-json.ts";
import { listSpeech } from "./list-speech.ts";
import { renderTable } from "./table.ts";

interface ListOptions extends LibraryOptions {
  readonly fits?: boolean;
  readonly downloaded?: boolean;
  readonly speech?: boolean;
  readonly json?: boolean;
}

/** A model and what a running server says of it. */
interface ListedModel extends LocalModel {
  /** Null when no server answers, or it has no such model. */
  readonly state: string | null;
}

/** Shown where there is no value. */
const nothing = "–";

export function listCommand(): Command {
  const command = new Command("list")
    .description("List the models that can be had by name, and whether they fit this machine.")
    .option("--fits", "only those that this machine can run now")
    .option("--downloaded", "only those whose file is here, whole or in part")
    .option("--speech", "recognizers and voices instead, with their languages and licences")
    .option("--json", "print one JSON array")
    .addHelpText(
      "after",
      `
Columns: what is downloaded (a share while it is under way), what a server at HOST:PORT has loaded (– when none
answers), and whether the model fits into the memory that is free now: yes, tight, or no.

Examples:
  repartee list                  everything there is
  repartee list --fits           what this machine can run
  repartee list --downloaded     what takes up the disk
  repartee list --speech         what hears and speaks`,
    )
    .action(list);
  return addLibraryOptions(command, { asksServer: true });
}

async function list({ fits, downloaded, speech, json, ...options }: ListOptions): Promise<void> {
  if (speech === true) return await listSpeech({ downloaded, json }, options);
  const { library, config } = await openLibrary(options);
  const [models, states] = await Promise.all([library.list(), modelStates(config)]);
  const listed = models
    .filter((model) => fits !== true || (model.runnable && (model.fits === "yes" || model.fits === "tight")))
    .filter((model) => downloaded !== true || isHere(model))
    .map((model): ListedModel => ({ ...model, state: states?.get(model.name) ?? null }))
    .toSorted((one, other) => Number(isHere(other)) - Number(isHere(one)));
  if (json === true) {
    process.stdout.write(printJson(listed));
    return;
  }
  process.stdout.write(asTable(listed) + refusalsOf(listed));
  if (downloaded !== true) {
    process.stdout.write(`\n${await advice(library)}\nRecognizers and voices: repartee list --speech\n`);
  }
}

/** Whole or in part. */
function isHere(model: LocalModel): boolean {
  return downloadedText(model) !== nothing;
}

function asTable(models: readonly ListedModel[]): string {
  return renderTable(
    [
      { title: "NAME" },
      { title: "SIZE", align: "right" },
      { title: "QUANTIZATION" },
      { title: "DOWNLOADED" },
      { title: "LOADED" },
      { title: "FITS THIS MACHINE" },
    ],
    models.map((model) => [
      model.name,
      model.sizeBytes === undefined ? "–" : sizeText(model.sizeBytes),
      model.quantization ?? "–",
      downloadedText(model),
      model.state ?? "–",
      fitText(model),
    ]),
  );
}

/** `yes`, `–`, or the share that is there: `45 %`. */
export function downloadedText({ path, downloadedBytes, sizeBytes }: LocalModel): string {
  if (path !== undefined) return "yes";
  if (downloadedBytes === undefined || downloadedBytes === 0) return nothing;
  if (sizeBytes === undefined || sizeBytes === 0) return sizeText(downloadedBytes);
  return `${Math.min(99, Math.floor((downloadedBytes * 100) / sizeBytes))} %`;
}

function fitText({ fits, runnable, path, problem }: LocalModel): string {
  if (runnable) return fits === "unknown" ? "–" : fits;
  return path !== undefined && problem !== undefined ? "file refused" : "no engine for it";
}

/** Why files were refused, and what to do: too long for the table. */
function refusalsOf(models: readonly ListedModel[]): string {
  return models
    .flatMap(({ name, nextAction, problem }) =>
      nextAction === undefined ? [] : [`\n${name}: ${problem ?? "its file was refused"}\n  ${nextAction}\n`],
    )
    .join("");
}

async function advice(library: LocalModels): Promise<string> {
  try {
    const { entry, reason } = await library.choose();
    return `Suggested: ${entry.name}. ${reason}`;
  } catch (error) {
    if (error instanceof ReparteeError && error.code === "model_not_found") return error.message;
    throw error;
  }
}
