import { Command } from "commander";
import type { LocalModel } from "../app.ts";
import { sizeText } from "../core/byte-size.ts";
import { silentLog } from "../core/log.ts";
import type { SpeechLibraryItem } from "../core/speech/speech-library.ts";
import { addLibraryOptions, openLibrary, type LibraryOptions } from "./library-options.ts";
import { downloadedText } from "./list.ts";
import { modelStates } from "./running-server.ts";
import { printJson } from "./print-json.ts";
import { renderFacts } from "./table.ts";

interface ShowOptions extends LibraryOptions {
  readonly json?: boolean;
}

export function showCommand(): Command {
  const command = new Command("show")
    .description("Show what is known of a model: size, licence, path, whether it fits.")
    .argument("<reference>", "a name from `repartee list`, a repository or a path")
    .option("--json", "print one JSON object")
    .addHelpText(
      "after",
      `
Examples:
  repartee show llama-3.2-3b
  repartee show llama-3.2-3b:Q8_0                       another quantization
  repartee show hf:bartowski/Llama-3.2-3B-Instruct-GGUF lists what the hub has
  repartee show ./model.gguf                            what is in a file
  repartee show whisper-base                            a model of speech`,
    )
    .action(show);
  return addLibraryOptions(command, { asksServer: true });
}

async function show(reference: string, { json, ...options }: ShowOptions): Promise<void> {
  const { library, config } = await openLibrary(options);
  const { openSpeechLibrary } = await import("../app.ts");
  const speech = openSpeechLibrary(config, { log: silentLog }).find(reference);
  if (speech !== undefined) {
    process.stdout.write(json === true ? printJson(speech) : speechText(speech));
    return;
  }
  const [model, states] = await Promise.all([library.describe(reference), modelStates(config)]);
  const state = states?.get(model.name) ?? null;
  process.stdout.write(json === true ? printJson({ ...model, state }) : asText(model, state, config.hubUrl));
}

function speechText({
  family,
  isInstalled,
  languages = [],
  licence,
  name,
  role,
  sizeBytes,
  sources,
}: SpeechLibraryItem): string {
  return `${name}\n${renderFacts([
    ["role", role],
    ["family", family],
    ["languages", languages.length === 0 ? "nearly all" : languages.join(" ")],
    ["size", `about ${sizeText(sizeBytes)}`],
    ["licence", licence],
    ["from", sources.join("\n")],
    ["downloaded", isInstalled ? "yes" : `no; repartee pull ${name}`],
  ])}`;
}

function asText(model: LocalModel, state: string | null, hubUrl: string): string {
  const { sizeBytes, parameters, contextWindowTokens, repository, isOnHub = true, path } = model;
  const page = repository === undefined || !isOnHub ? undefined : `${hubUrl}/${repository}`;
  const facts: readonly (readonly [string, string | undefined])[] = [
    ["role", model.role],
    ["engine", model.engine],
    ["size", sizeBytes === undefined ? undefined : sizeText(sizeBytes)],
    ["parameters", parameters === undefined || parameters === 0 ? undefined : countText(parameters)],
    ["quantization", model.quantization],
    ["context", contextWindowTokens ? `${contextWindowTokens} tokens` : undefined],
    ["licence", model.licence],
    ["gated", model.gated ? `yes; accept the licence at ${page ?? "its page"}, then set HUGGINGFACE_TOKEN` : "no"],
    ["page", page],
    ["packages", model.packages?.join("\n")],
    ["file in it", model.file],
    ["downloaded", downloadedText(model)],
    ["path", path],
    ["loaded", state ?? "–"],
    ["fits", fitText(model)],
    ["problem", model.problem],
    ["what to do", model.nextAction],
  ];
  return `${model.name}\n${renderFacts(facts.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])))}`;
}

function fitText({ fits, fitDetail }: LocalModel): string {
  const word = fits === "unknown" ? "not known" : fits;
  return fitDetail === undefined ? word : `${word}\n${fitDetail}`;
}

/** `3.2 billion`; `124 million`. */
function countText(count: number): string {
  return count >= 1e9 ? `${(count / 1e9).toFixed(1)} billion` : `${Math.round(count / 1e6)} million`;
}
