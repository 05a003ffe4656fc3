import { Command } from "commander";
import { askServer } from "./ask-server.ts";
import { serverAddress } from "./server-address.ts";
import { addSettingOptions, loadConfigForCommand, type SettingOptions } from "./setting-options.ts";

interface StopOptions extends SettingOptions {
  readonly url?: string;
}

export function stopCommand(): Command {
  const command = new Command("stop")
    .description("Take a model out of a running server's memory.")
    .argument("<model>", "a name that `repartee ps` shows")
    .option("--url <url>", "where the server listens (default: the configured host and port)")
    .addHelpText(
      "after",
      `
Waits for the replies that the model is writing. Its files stay, and the next request loads it again.

Examples:
  repartee stop llama-3.2-3b
  repartee stop microsoft/DialoGPT-medium --url http://chat.example:8000`,
    )
    .action(stop);
  return addSettingOptions(command, () => false);
}

async function stop(model: string, { url, ...rest }: StopOptions): Promise<void> {
  const address = serverAddress(loadConfigForCommand(rest).config, url);
  // Replies in progress end by the server's clocks.
  const { signal } = new AbortController();
  await askServer(address, `/models/${encodeURIComponent(model)}/unload`, { method: "DELETE", signal });
  process.stdout.write(`${model} is out of memory.\n`);
}
