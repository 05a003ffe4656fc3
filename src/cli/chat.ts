import { resolve } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import type { App } from "../app.ts";
import type { ChatMessage } from "../core/chat-message.ts";
import { ReparteeError } from "../core/errors.ts";
import { parseModelReference } from "../core/model-reference.ts";
import type { ReplyEvent } from "../core/reply.ts";
import { silentLog } from "../core/log.ts";
import { printReply } from "./print-reply.ts";
import type { Config } from "../config/index.ts";
import { addSettingOptions, loadConfigForCommand, type SettingOptions } from "./setting-options.ts";
import { createStatusLine, loadingText, type LoadProgress } from "./status-line.ts";
import { talk } from "./talk.ts";

const chatGroups: ReadonlySet<string> = new Set(["Model", "Downloads", "Upstreams", "Timeouts", "Log"]);
/** In a chat the model is an argument, stays loaded until the end, and nothing is queued or drained. */
const notForChat: ReadonlySet<string> = new Set([
  "model",
  "preload",
  "autoDownload",
  "onDemandModels",
  "keepAliveSeconds",
  "memoryBudget",
  "drainTimeoutMs",
  "shutdownDelayMs",
  "queueTimeoutMs",
]);

interface ChatOptions extends SettingOptions {
  readonly system?: string;
  readonly maxTokens?: number;
  readonly temperature?: number;
  readonly seed?: number;
}

export function chatCommand(): Command {
  const command = new Command("chat")
    .description("Chat with a model in the terminal, or answer piped input.")
    .argument(
      "[model]",
      "path to a .gguf file, ollama:MODEL, openai:UPSTREAM/MODEL, echo, or a name from the settings file",
    )
    .option("--system <text>", "system message before the conversation")
    .option("--max-tokens <n>", "longest reply in tokens", integerIn(1, 16_777_216))
    .option("--temperature <t>", "0 (the likeliest token each time) to 2", numberIn(0, 2))
    .option("--seed <n>", "same seed, same reply", integerIn(0, 4_294_967_295))
    .addHelpText(
      "after",
      `
In a conversation: /help, /reset, /model [NAME], /system TEXT, /exit. Ctrl-C stops a reply, Ctrl-D leaves.
Lines that are pasted together are one message.

Examples:
  repartee chat ./model.gguf
  repartee chat ./model.gguf --system "You are a patient teacher." --temperature 0.2
  echo "Why is the sky blue?" | repartee chat ./model.gguf > answer.txt`,
    )
    .action(chat);
  return addSettingOptions(command, ({ group, name }) => chatGroups.has(group) && !notForChat.has(name));
}

async function chat(model: string | undefined, options: ChatOptions): Promise<void> {
  const { config, origins, warnings } = loadConfigForCommand(options, model === undefined ? {} : { model });
  const { createApp } = await import("../app.ts");
  for (const warning of warnings) process.stderr.write(`Warning: ${warning}\n`);
  // No log lines within a conversation, unless a log level is set.
  const isQuiet = origins.logLevel.kind === "default";
  await using app = await createApp(keptLoaded(config), isQuiet ? { log: silentLog } : {});
  if (app.defaultModel === undefined) throw noModel();

  const answer = (name: string, messages: readonly ChatMessage[], signal: AbortSignal): AsyncIterable<ReplyEvent> =>
    app.serving.reply(
      {
        requestId: crypto.randomUUID(),
        models: [name],
        fallback: "none",
        generate: { input: { kind: "chat", messages }, ...generateOptions(options) },
      },
      signal,
    );
  const status = createStatusLine(process.stderr);
  const { system } = options;
  if (process.stdin.isTTY) {
    await talk({
      input: process.stdin,
      output: process.stdout,
      status,
      answer,
      models: modelsOf(app),
      model: app.defaultModel,
      system,
    });
    return;
  }
  const messages: readonly ChatMessage[] = [
    ...(system === undefined ? [] : [{ role: "system", content: system } as const]),
    { role: "user", content: await readAll(process.stdin) },
  ];
  // A reply does not wait for a download, which takes minutes; a piped question does.
  const name = app.defaultModel;
  await app.pool.load(name, {
    signal: new AbortController().signal,
    onProgress: (fraction) => status.show(loadingText(name, fraction, app.pool.status(name)?.phase)),
  });
  status.clear();
  const events = answer(name, messages, new AbortController().signal);
  const reply = await printReply(events, { output: process.stdout, status });
  if (!reply.complete) {
    process.exitCode = 1;
    process.stderr.write(`The reply was cut off${reply.reason === undefined ? "" : `: ${reply.reason}`}.\n`);
  } else if (reply.finishReason === "length") {
    process.stderr.write("Note: the reply reached its length limit and may end in mid-sentence.\n");
  }
}

/** The model of a conversation stays loaded while the user thinks. */
function keptLoaded(config: Config): Config {
  const forever = { keepAliveSeconds: "forever" } as const;
  return { ...config, ...forever, models: config.models.map((model) => ({ ...model, ...forever })) };
}

function modelsOf(app: App) {
  const { model, models } = app.config;
  const configured = [...models, ...(model === null ? [] : [{ name: app.defaultModel ?? "", reference: model }])];
  const namesByPlace = new Map(configured.map(({ name, reference }) => [placeOf(reference), name]));
  return {
    names: () => app.pool.list().map(({ name }) => name),
    find(reference: string): string {
      if (app.pool.status(reference) !== undefined) return reference;
      const known = namesByPlace.get(placeOf(reference));
      if (known !== undefined) return known;
      const name = app.addModel(reference);
      namesByPlace.set(placeOf(reference), name);
      return name;
    },
    load: async (name: string, signal: AbortSignal, onProgress: LoadProgress): Promise<string> => {
      const { info } = await app.pool.load(name, {
        signal,
        onProgress: (fraction) => onProgress(fraction, app.pool.status(name)?.phase),
      });
      // What runs on no device, such as echo, says nothing of one.
      return info === undefined || info.device === "none" ? `${name} is ready` : `${name} on ${info.device}`;
    },
  };
}

/** The same for each way to write a file's path. */
function placeOf(reference: string): string {
  const { kind } = parseModelReference(reference);
  return kind === "gguf-file" || kind === "folder" ? resolve(reference) : reference;
}

function generateOptions({ maxTokens, temperature, seed }: ChatOptions) {
  const sampling = { temperature, seed };
  return { sampling, maxTokens };
}

function noModel(): ReparteeError {
  return new ReparteeError("no_model_configured", "Cannot chat: no model is given", {
    hint: "Run `repartee chat ./model.gguf` with the path of a model file, or `repartee chat echo` to try it.",
  });
}

async function readAll(input: AsyncIterable<Buffer | string>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of input) chunks.push(Buffer.from(chunk));
  const text = Buffer.concat(chunks).toString("utf8").trim();
  if (text !== "") return text;
  throw new ReparteeError("invalid_request", "Cannot chat: standard input is empty", {
    hint: 'Pipe a text in, such as `echo "Hello" | repartee chat ./model.gguf`, or start it in a terminal.',
  });
}

function numberIn(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== "" && value >= min && value <= max) return value;
    throw new InvalidArgumentError(`Expected a number from ${min} to ${max}.`);
  };
}

function integerIn(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text.trim()) && value >= min && value <= max) return value;
    throw new InvalidArgumentError(`Expected a whole number from ${min} to ${max}.`);
  };
}
