/** The flags of settings, made from the table in `config/`, and the configuration that they and other sources give. */
import { Option, type Command } from "commander";
import {
  defaultConfigFile,
  loadConfig,
  settings,
  type AnySetting,
  type Config,
  type LoadedConfig,
} from "../config/index.ts";
import type { Log } from "../core/log.ts";
import { createLog } from "../telemetry/index.ts";

/** Adds `--config`, `--verbose` and a flag for each setting that is `wanted`. */
export function addSettingOptions(command: Command, wanted: (setting: AnySetting) => boolean = () => true): Command {
  for (const setting of settings) {
    if (setting.flag === null || !wanted(setting)) continue;
    addFlag(command, setting, setting.flag);
    if (setting.former?.flag != null) addFormerFlag(command, setting, setting.former.flag);
  }
  return command
    .addOption(new Option("--config <file>", `settings file (default: ${defaultConfigFile}, if there is one)`))
    .addOption(new Option("--verbose", "write more to the log, and where an error comes from"));
}

function addFlag(command: Command, setting: AnySetting, flag: string): void {
  const { kind, group } = setting;
  const [env] = setting.env;
  const description = `${setting.description} [${describeDefault(setting.default)}${env === undefined ? "" : `; ${env}`}]`;
  if (kind.placeholder !== "") {
    command.addOption(new Option(`${flag} <${kind.placeholder}>`, description).helpGroup(`${group}:`));
    return;
  }
  command.addOption(new Option(`${flag} [true|false]`, description).helpGroup(`${group}:`));
  command.addOption(new Option(flag.replace("--", "--no-"), "The opposite.").helpGroup(`${group}:`).hideHelp());
}

function addFormerFlag(command: Command, { kind }: AnySetting, flag: string): void {
  const value = kind.placeholder === "" ? "[true|false]" : `<${kind.placeholder}>`;
  command.addOption(new Option(`${flag} ${value}`).hideHelp());
}

function describeDefault(value: AnySetting["default"]): string {
  return value === null || typeof value === "object" ? "none" : String(value);
}

/** The options of a command as commander gives them: text, or a boolean for a flag given without a value. */
export interface SettingOptions {
  readonly config?: string;
  readonly verbose?: boolean;
  readonly [flag: string]: unknown;
}

/** @throws ReparteeError `config_invalid` */
export function loadConfigForCommand(options: SettingOptions, extraFlags: Record<string, string> = {}): LoadedConfig {
  const { config, verbose, ...given } = options;
  const flags = { ...(verbose === true ? { logLevel: "debug" } : {}), ...given, ...extraFlags };
  return loadConfig({ flags, configFile: config });
}

/** The log of a command that is not about a log: of `level`, unless a setting or a flag names another. */
export function createCommandLog({ config, origins }: LoadedConfig, level: Config["logLevel"]): Log {
  return createLog({ level: origins.logLevel.kind === "default" ? level : config.logLevel, format: config.logFormat });
}
