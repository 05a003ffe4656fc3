import { Command } from "commander";
import { packageVersion } from "../config/index.ts";

/** `repartee 0.1.0 (Node 22.1.0, linux x64)`: what a bug report needs. */
export function versionText(): string {
  return `repartee ${packageVersion()} (Node ${process.versions.node}, ${process.platform} ${process.arch})`;
}

export function versionCommand(): Command {
  return new Command("version")
    .description("Print the version of Repartee and of Node.")
    .addHelpText("after", "\nExample:\n  repartee version")
    .action(() => void process.stdout.write(`${versionText()}\n`));
}
