import { Command } from "commander";
import { sizeText } from "../core/byte-size.ts";
import { ReparteeError } from "../core/errors.ts";
import {
  addServerOptions,
  askServer,
  modelSchema,
  serverAddress,
  type ServerAddress,
  type ServerOptions,
} from "./running-server.ts";
import { createStatusLine, loadingText } from "./status-line.ts";

/** How often a terminal shows how far a load is. */
const progressMs = 500;
/** `fetch` gives up on an answer that has not begun after 300 seconds. */
const askAgainMs = 240_000;

export function loadCommand(): Command {
  const command = new Command("load")
    .description("Load a model on a running server, downloading it first where needed.")
    .argument("<model>", "a name that the server knows, a name of the catalog, or a repository")
    .addHelpText(
      "after",
      `
Waits until the model is in memory. Ctrl-C ends the waiting only; the server continues.

Examples:
  repartee load llama-3.2-3b
  repartee load microsoft/DialoGPT-medium --url http://chat.example:8000`,
    )
    .action(load);
  return addServerOptions(command);
}

async function load(model: string, options: ServerOptions): Promise<void> {
  const address = serverAddress(options);
  const ended = new AbortController();
  const shown = process.stderr.isTTY ? showProgress(address, model, ended.signal) : Promise.resolve();
  try {
    const answer = await untilLoaded(address, model);
    ended.abort();
    await shown;
    process.stdout.write(describeLoaded(answer, model));
  } finally {
    ended.abort();
  }
}

/** A download may take long: the server continues it between two requests, and ends one that stalls. */
async function untilLoaded(address: ServerAddress, model: string): Promise<unknown> {
  for (;;) {
    try {
      const signal = AbortSignal.timeout(askAgainMs);
      return await askServer(address, `/models/${encodeURIComponent(model)}/load`, { method: "POST", signal });
    } catch (error) {
      const cause = error instanceof ReparteeError ? error.cause : undefined;
      if (!(cause instanceof DOMException && cause.name === "TimeoutError")) throw error;
    }
  }
}

/** On standard error, until `signal` is aborted. A server that does not answer meanwhile shows nothing. */
async function showProgress(address: ServerAddress, model: string, signal: AbortSignal): Promise<void> {
  const status = createStatusLine(process.stderr);
  while (!signal.aborted) {
    await new Promise((resolve) => setTimeout(resolve, progressMs));
    const item = signal.aborted ? undefined : await statusOf(address, model);
    if (!signal.aborted && item !== undefined) status.show(item);
  }
  status.clear();
}

async function statusOf(address: ServerAddress, model: string): Promise<string | undefined> {
  try {
    const { state, load_fraction: fraction, phase } = await askModel(address, model);
    if (state !== "loading" || fraction === undefined) return undefined;
    return loadingText(model, fraction, phase === "downloading" || phase === "converting" ? phase : "loading");
  } catch {
    // The load itself reports what is wrong with the server.
    return undefined;
  }
}

/** `llama-3.2-3b is in memory (2.3 GB, on cpu).` */
function describeLoaded(answer: unknown, model: string): string {
  const { memory_bytes: bytes, device } = modelSchema.parse(answer).repartee;
  const facts = [
    ...(bytes === undefined ? [] : [sizeText(bytes)]),
    ...(device === undefined || device === "none" ? [] : [`on ${device}`]),
  ];
  return `${model} is in memory${facts.length === 0 ? "" : ` (${facts.join(", ")})`}.\n`;
}

/** Repartee's own fields of a model's entry. */
async function askModel(address: ServerAddress, model: string) {
  return modelSchema.parse(await askServer(address, `/models/${encodeURIComponent(model)}`)).repartee;
}
