/** What the commands about stored data share: the settings that they read, and the database those describe. */
import type { Command } from "commander";
import { systemClock } from "../core/clock.ts";
import type { Stores } from "../core/stores.ts";
import { addSettingOptions, createCommandLog, loadConfigForCommand, type SettingOptions } from "./setting-options.ts";

/** Those that say where the data is; the URL of PostgreSQL comes from the environment or a file. */
const settingNames: ReadonlySet<string> = new Set(["databasePath", "logLevel", "logFormat"]);

export function addStoredDataOptions(command: Command): Command {
  return addSettingOptions(command, ({ name }) => settingNames.has(name));
}

/**
 * @param missing What is done where the database's file is not there: a command that only reads or deletes refuses, for
 * its path was mistyped.
 * @throws ReparteeError `config_invalid`
 */
export async function openStores(options: SettingOptions, missing: "create" | "refuse" = "refuse"): Promise<Stores> {
  const loaded = loadConfigForCommand(options);
  const { openStoredData } = await import("../app.ts");
  // A problem with the database is in the command's own error.
  return await openStoredData(loaded.config, {
    log: createCommandLog(loaded, "silent"),
    clock: systemClock,
    missing,
  });
}
