import { Command } from "commander";
import { sizeText } from "../core/byte-size.ts";
import { ReparteeError } from "../core/errors.ts";
import { isRecord } from "../core/is-record.ts";
import { askServer, type ServerAddress } from "./ask-server.ts";
import { serverAddress } from "./server-address.ts";
import { addSettingOptions, loadConfigForCommand, type SettingOptions } from "./setting-options.ts";
import { createStatusLine, loadingText } from "./status-line.ts";

interface LoadCommandOptions extends SettingOptions {
  readonly url?: string;
}

/** How often a terminal is told how far a load is. */
const progressMs = 500;
/** `fetch` gives up an answer that has not begun after 300 seconds. */
const askAgainMs = 240_000;

export function loadCommand(): Command {
  const command = new Command("load")
    .description("Load a model on a running server, downloading it first where needed.")
    .argument("<model>", "a name that the server knows, a name of the catalog, or a repository")
    .option("--url <url>", "where the server listens (default: the configured host and port)")
    .addHelpText(
      "after",
      `
Waits until the model is in memory. Ctrl-C stops the waiting only; the server goes on.

Examples:
  repartee load llama-3.2-3b
  repartee load microsoft/DialoGPT-medium --url http://chat.example:8000`,
    )
    .action(load);
  return addSettingOptions(command, () => false);
}

async function load(model: string, { url, ...rest }: LoadCommandOptions): Promise<void> {
  const address = serverAddress(loadConfigForCommand(rest).config, url);
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

/** A download takes as long as it takes: the server goes on with it between two questions, and ends one that stands still. */
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
    const {
      state,
      load_fraction: fraction,
      phase,
    } = own(await askServer(address, `/models/${encodeURIComponent(model)}`));
    if (state !== "loading" || typeof fraction !== "number") return undefined;
    return loadingText(model, fraction, phase === "downloading" || phase === "converting" ? phase : "loading");
  } catch {
    // The load itself tells what is wrong with the server.
    return undefined;
  }
}

/** `llama-3.2-3b is in memory (2.3 GB, on cpu).` */
function describeLoaded(answer: unknown, model: string): string {
  const { memory_bytes: bytes, device } = own(answer);
  const facts = [
    ...(typeof bytes === "number" ? [sizeText(bytes)] : []),
    ...(typeof device === "string" && device !== "none" ? [`on ${device}`] : []),
  ];
  return `${model} is in memory${facts.length === 0 ? "" : ` (${facts.join(", ")})`}.\n`;
}

/** Repartee's own fields of a model's entry. */
function own(answer: unknown): Readonly<Record<string, unknown>> {
  return isRecord(answer) && isRecord(answer["repartee"]) ? answer["repartee"] : {};
}
