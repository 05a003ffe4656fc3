import { Command } from "commander";
import { addServerOptions, askServer, serverAddress, type ServerOptions } from "./running-server.ts";

export function stopCommand(): Command {
  const command = new Command("stop")
    .description("Unload a model on a running server.")
    .argument("<model>", "a name that `repartee ps` shows")
    .addHelpText(
      "after",
      `
Waits for the replies that the model is writing. Its files stay, and the next request loads it again.

Examples:
  repartee stop llama-3.2-3b
  repartee stop microsoft/DialoGPT-medium --url http://chat.example:8000`,
    )
    .action(stop);
  return addServerOptions(command);
}

async function stop(model: string, options: ServerOptions): Promise<void> {
  // Running replies end by the server's timeouts.
  const { signal } = new AbortController();
  await askServer(serverAddress(options), `/models/${encodeURIComponent(model)}/unload`, { method: "DELETE", signal });
  process.stdout.write(`${model} is unloaded.\n`);
}
