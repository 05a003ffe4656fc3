import { Command } from "commander";
import type { readPersonas } from "../app.ts";
import { ReparteeError } from "../core/errors.ts";
import { addSettingOptions, loadConfigForCommand, type SettingOptions } from "./setting-options.ts";
import { renderFacts, renderTable } from "./table.ts";

type Loaded = Awaited<ReturnType<typeof readPersonas>>;

export function personaCommand(): Command {
  return new Command("persona")
    .description("List the personas, check a persona's file, or show a persona and its prompt.")
    .addHelpText(
      "after",
      `
Examples:
  repartee persona list
  repartee persona check ./personas/nemo.yaml
  repartee persona show ollie --prompt`,
    )
    .addCommand(withFolder(new Command("list").description("List who can answer.").action(list)))
    .addCommand(
      new Command("check")
        .description("Check a persona's file; every error has its line.")
        .argument("<file>", "a YAML file")
        .action(check),
    )
    .addCommand(
      withFolder(
        new Command("show")
          .description("Show a persona.")
          .argument("<name>", "a name from `repartee persona list`")
          .option("--prompt", "print the messages for the model")
          .action(show),
      ),
    );
}

function withFolder(command: Command): Command {
  return addSettingOptions(command, ({ name }) => name === "personasDir");
}

async function list(options: SettingOptions): Promise<void> {
  const { readPersonas: read } = await import("../app.ts");
  const { files, errors } = await read(loadConfigForCommand(options).config);
  const rows = files.map(({ file, persona }) => [persona.name, persona.title, persona.languages.join(" "), file]);
  process.stdout.write(
    renderTable(
      ["NAME", "TITLE", "LANGUAGES", "FILE"].map((title) => ({ title })),
      rows,
    ),
  );
  for (const { error } of errors) process.stderr.write(`Warning: ${error.message}\n`);
}

async function check(file: string): Promise<void> {
  const { loadPersonaFile } = await import("../app.ts");
  const { persona } = await loadPersonaFile(file);
  const lines = Object.values(persona.canned).flatMap((one) => Object.values(one.lines).flat());
  const examples = Object.values(persona.examples).flatMap((byEmotion) => Object.values(byEmotion));
  process.stdout.write(
    `${file} is valid: ${persona.title} (${persona.name}), ${count(persona.languages.length, "language")}, ` +
      `${count(examples.length, "example")}, ${count(lines.length, "canned line")}.\n`,
  );
}

async function show(
  name: string,
  { prompt, ...options }: SettingOptions & { readonly prompt?: boolean },
): Promise<void> {
  const { previewPrompt, readPersonas: read } = await import("../app.ts");
  const { persona, file } = find(name, await read(loadConfigForCommand(options).config));
  if (prompt === true) {
    const messages = previewPrompt(persona, "(what the person says)");
    process.stdout.write(messages.map(({ role, content }) => `--- ${role}\n${content}\n`).join(""));
    return;
  }
  const { character, guidelines, languages, limits, sampling, spoken } = persona;
  const facts = renderFacts([
    ["title", persona.title],
    ["file", file],
    ["languages", languages.join(" ")],
    ["limits", `${count(limits.sentences, "sentence")}, ${count(limits.maxTokens, "token")}`],
    [
      "sampling",
      Object.entries(sampling)
        .filter(([, value]) => value !== undefined)
        .map(([key, value]) => `${key} ${value}`)
        .join(", ") || "the model's own",
    ],
    ["spoken", spoken ? "yes: no markdown, no emoji, no stage directions" : "no"],
    ["character", character],
    ["guidelines", guidelines.map((line) => `- ${line}`).join("\n")],
  ]);
  process.stdout.write(`${name}\n${facts}`);
}

function find(name: string, { files, errors }: Loaded): Loaded["files"][number] {
  const found = files.find(({ persona }) => persona.name === name);
  if (found !== undefined) return found;
  const [broken] = errors;
  const names = files.map(({ persona }) => persona.name).join(", ");
  throw new ReparteeError(
    "persona_not_found",
    `Cannot show persona "${name}": none has this name; there are ${names}`,
    {
      hint:
        broken === undefined
          ? "`repartee persona list` shows them."
          : `Perhaps it is in a file that could not be read. ${broken.error.message}`,
    },
  );
}

function count(number: number, thing: string): string {
  return `${number} ${thing}${number === 1 ? "" : "s"}`;
}
