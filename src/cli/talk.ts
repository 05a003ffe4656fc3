/**
 * A conversation in a terminal: one message, one reply, until the user leaves. Ctrl-C stops what is running, and leaves at
 * an empty prompt; so do Ctrl-D and /exit.
 */
import type { ChatMessage } from "../core/chat-message.ts";
import { ReparteeError } from "../core/errors.ts";
import type { ReplyEvent } from "../core/reply.ts";
import { printReply } from "./print-reply.ts";
import { reportError } from "./report-error.ts";
import { loadingText, type LoadProgress, type StatusLine } from "./status-line.ts";
import { tooLongAdvice } from "./too-long-advice.ts";
import { createTypedLines } from "./typed-lines.ts";

export interface TalkOptions {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream & { readonly isTTY?: boolean };
  readonly status: StatusLine;
  readonly answer: (model: string, messages: readonly ChatMessage[], signal: AbortSignal) => AsyncIterable<ReplyEvent>;
  readonly models: {
    names(): readonly string[];
    /**
     * The name of the model that a user means: a known name, or any reference, which becomes known thereby.
     * @throws ReparteeError `model_not_found` when it is none
     */
    find(reference: string): string;
    /** Loads a model, downloaded first where it is not here, and resolves with its name and device. */
    load(name: string, signal: AbortSignal, onProgress: LoadProgress): Promise<string>;
  };
  readonly model: string;
  readonly system?: string;
}

const help = `/help         this list
/reset        clear the conversation
/model [NAME] list the models, or talk with another one, which is downloaded where it is not here:
                llama-3.2-3b, dialogpt-small:q8         a name that \`repartee list\` shows, with :quantization at will
                owner/repository, hf:owner/repo:Q4_K_M  a repository of Hugging Face: GGUF, ONNX or DialoGPT
                ./model.gguf, ./folder                  a file, or a folder with onnx/ or GPT-2 weights
                ollama:MODEL, openai:UPSTREAM/MODEL     a model of another server
                echo, template                          built-in, without a model
/system TEXT  set the system message; without TEXT, remove it
/exit         leave (also Ctrl-D, or Ctrl-C at the empty prompt)
Lines that are pasted together are one message.
`;

/** Resolves when the user leaves. @throws ReparteeError when the first model cannot be loaded. */
export async function talk(options: TalkOptions): Promise<void> {
  const { output, status } = options;
  let { model, system } = options;
  let turns: readonly ChatMessage[] = [];
  const lines = createTypedLines({ input: options.input, output });
  const say = (text: string): void => void output.write(text);

  async function load(name: string): Promise<void> {
    await lines.interruptible(async (signal) => {
      const loaded = await options.models.load(name, signal, (fraction, phase) =>
        status.show(loadingText(name, fraction, phase)),
      );
      status.clear();
      say(`${loaded}. /help lists what you can do, Ctrl-C stops a reply, Ctrl-D leaves.\n`);
    });
  }

  async function reply(text: string): Promise<void> {
    const next: readonly ChatMessage[] = [...turns, { role: "user", content: text }];
    const messages: readonly ChatMessage[] =
      system === undefined ? next : [{ role: "system", content: system }, ...next];
    const printed = await lines.interruptible((signal) => printReply(options.answer(model, messages, signal), options));
    // A reply that was stopped before its first word leaves no turn: the model would answer the question later.
    if (printed.text !== "") turns = [...next, { role: "assistant", content: printed.text }];
    if (printed.finishReason === "cancelled") say("(stopped)\n");
    else if (!printed.complete) say(`(cut off${printed.reason === undefined ? "" : `: ${printed.reason}`})\n`);
    else if (printed.finishReason === "length") say("(the reply reached its length limit)\n");
  }

  async function switchModel(reference: string): Promise<void> {
    const names = options.models.names();
    if (reference === "") {
      say(names.map((known) => `${known === model ? "*" : " "} ${known}\n`).join(""));
      return;
    }
    const name = options.models.find(reference);
    await load(name);
    model = name;
  }

  async function command(line: string): Promise<void> {
    const [, name = "", rest = ""] = /^(\S+)\s*([^]*)$/.exec(line) ?? [];
    if (name === "/help") say(help);
    else if (name === "/model") await switchModel(rest);
    else if (name === "/reset") {
      turns = [];
      say("The conversation is cleared.\n");
    } else if (name === "/system") {
      system = rest === "" ? undefined : rest;
      say(system === undefined ? "The system message is removed.\n" : "The system message is set.\n");
    } else say(`There is no command ${name}; /help lists what there is.\n`);
  }

  try {
    await load(model);
    for (;;) {
      const line = (await lines.next())?.trim();
      if (line === undefined || line === "/exit") return;
      try {
        if (isCommand(line)) await command(line);
        else if (line !== "") await reply(line);
      } catch (error) {
        if (!(error instanceof ReparteeError)) throw error;
        status.clear();
        say(error.code === "cancelled" ? "(stopped)\n" : reportError(error, { isVerbose: false }));
        if (error.code === "context_length_exceeded") say(tooLongAdvice(error, turns, line));
      }
    }
  } finally {
    status.clear();
    lines.close();
  }
}

/** Several lines are text, such as a program that begins with a comment; only the system message may be long. */
function isCommand(message: string): boolean {
  return message.startsWith("/") && (!message.includes("\n") || /^\/system\s/.test(message));
}
