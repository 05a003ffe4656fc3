import { Command } from "commander";
import { describeConfig, type DescribedSetting } from "../config/index.ts";
import { addSettingOptions, loadConfigForCommand, type SettingOptions } from "./setting-options.ts";

export function configCommand(): Command {
  const command = new Command("config")
    .description("Print every setting, its value and where that comes from. Secrets are masked.")
    .option("--json", "print one JSON object: key → {value, origin}")
    .addHelpText(
      "after",
      `
The strongest source wins: flags, environment, .env, repartee.config.yaml, defaults.

Examples:
  repartee config
  repartee config --json
  PORT=9000 repartee config --config ./production.yaml`,
    )
    .action(async (options: SettingOptions & { readonly json?: boolean }) => {
      const { json, ...rest } = options;
      const loaded = loadConfigForCommand(rest);
      const { registry } = loaded.config;
      // Whole entries are read where the registry is made.
      if (registry.length > 0) (await import("../app.ts")).readUserEntries(registry);
      const described = describeConfig(loaded);
      for (const warning of loaded.warnings) process.stderr.write(`Warning: ${warning}\n`);
      process.stdout.write(json === true ? asJson(described) : asTable(described));
    });
  return addSettingOptions(command);
}

function asJson(described: readonly DescribedSetting[]): string {
  const entries = described.map(({ key, value, origin }) => [key, { value, origin: origin.label }]);
  return `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`;
}

function asTable(described: readonly DescribedSetting[]): string {
  const rows = described.map(({ key, value, origin }) => [key, describeValue(value), origin.label] as const);
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => Math.min(40, row[column]?.length ?? 0))));
  const line = ([key, value, origin]: (typeof rows)[number]): string =>
    `${key.padEnd(widths[0] ?? 0)}  ${value.padEnd(widths[1] ?? 0)}  ${origin}\n`;
  return rows.map(line).join("");
}

function describeValue(value: DescribedSetting["value"]): string {
  if (value === null) return "–";
  if (typeof value !== "object") return String(value);
  const entries = isList(value) ? value.map(describeEntry) : Object.entries(value).map((entry) => entry.join("="));
  return entries.length === 0 ? "–" : entries.join(", ");
}

/** `Array.isArray` does not narrow lists that cannot be changed. */
function isList(value: object): value is readonly unknown[] {
  return Array.isArray(value);
}

/** An entry of `models` or `registry`, by its name and its reference. */
function describeEntry(entry: unknown): string {
  if (typeof entry !== "object" || entry === null) return String(entry);
  const text = (key: string): string => {
    const value: unknown = Reflect.get(entry, key);
    return typeof value === "string" ? value : "";
  };
  return `${text("name")} (${text("reference") || text("repository") || text("baseUrl")})`;
}
