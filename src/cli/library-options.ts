/** What the commands about models share: the settings that they read, and the library those describe. */
import type { Command } from "commander";
import type { LocalModels } from "../app.ts";
import type { Config } from "../config/index.ts";
import { addSettingOptions, createCommandLog, loadConfigForCommand, type SettingOptions } from "./setting-options.ts";

const groups: ReadonlySet<string> = new Set(["Downloads", "Log"]);
/** The address of the server that knows which models are loaded. */
const serverNames: ReadonlySet<string> = new Set(["host", "port"]);

export type LibraryOptions = SettingOptions;

export interface OpenedLibrary {
  readonly config: Config;
  readonly library: LocalModels;
}

/** `--config`, `--verbose` and the settings about downloads and the log; with `asksServer` those of the address too. */
export function addLibraryOptions(
  command: Command,
  { asksServer = false }: { readonly asksServer?: boolean } = {},
): Command {
  return addSettingOptions(
    command,
    ({ group, name }) => (groups.has(group) && name !== "autoDownload") || (asksServer && serverNames.has(name)),
  );
}

/** Warnings and errors go to the log; the command itself reports success. */
export async function openLibrary(options: LibraryOptions): Promise<OpenedLibrary> {
  const loaded = loadConfigForCommand(options);
  const { config } = loaded;
  const { openLocalModels } = await import("../app.ts");
  return { config, library: openLocalModels(config, { log: createCommandLog(loaded, "warn") }) };
}
