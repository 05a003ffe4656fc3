import type { Command } from "commander";
import type { App } from "../app.ts";
import { addSettingOptions, createCommandLog, loadConfigForCommand, type SettingOptions } from "./setting-options.ts";

const groups: ReadonlySet<string> = new Set(["Downloads", "Voice", "Log"]);

/** Those that say nothing to a command that only speaks or listens. */
const otherNames: ReadonlySet<string> = new Set(["autoDownload", "wyomingPort", "wyomingHost"]);

/** `--config`, `--verbose` and the settings that say where models are. */
export function addVoiceOptions(command: Command): Command {
  return addSettingOptions(command, ({ group, name }) => groups.has(group) && !otherNames.has(name));
}

/** The app of a command that only speaks or listens: no model of language is loaded, nothing is stored. */
export async function openVoiceApp(options: SettingOptions): Promise<App> {
  const loaded = loadConfigForCommand(options);
  const { createApp } = await import("../app.ts");
  const config = { ...loaded.config, autoDownload: false, databasePath: null, databaseUrl: null };
  return await createApp(config, { log: createCommandLog(loaded, "error") });
}
