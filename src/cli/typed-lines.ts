import { createInterface } from "node:readline";
import { createPromptOutput, type PromptTerminal } from "./prompt-output.ts";
import { terminalText } from "./terminal-text.ts";

/** What a user types, message by message, and Ctrl-C as a signal to what is running. */
export interface TypedLines {
  /**
   * Shows the prompt and resolves with the next message; undefined when the user leaves. It is one line, or several when
   * they were pasted. What was typed before is at the prompt.
   */
  next(): Promise<string | undefined>;
  /** Runs something that Ctrl-C aborts, or leaving does. */
  interruptible<Result>(run: (signal: AbortSignal) => Promise<Result>): Promise<Result>;
  close(): void;
}

const prompt = "> ";

/** On request, terminals mark what is pasted ("bracketed paste" of xterm). */
const askForPasteMarks = "\u001b[?2004h";
const endPasteMarks = "\u001b[?2004l";
const pasteBegins = "\u001b[200~";
const pasteEnds = "\u001b[201~";

interface TypedLinesOptions {
  readonly input: NodeJS.ReadableStream;
  readonly output: PromptTerminal & { readonly isTTY?: boolean };
}

/**
 * Messages typed while something runs are queued, and shown when their turn comes. Lines of one paste belong together:
 * those between the terminal's marks or, from a terminal that sets none, those that arrive at once. Text after the last
 * line end of a paste waits for Enter.
 */
export function createTypedLines({ input, output }: TypedLinesOptions): TypedLines {
  const prompted = createPromptOutput(output);
  const terminal = createInterface({ input, output: prompted.stream, prompt, terminal: true });
  const waiting: string[] = [];
  let lines: string[] = [];
  let isPasting = false;
  let isClosed = false;
  let wake: (() => void) | undefined;
  let running: AbortController | undefined;

  function endMessage(): void {
    if (isPasting || lines.length === 0 || terminal.line !== "") return;
    waiting.push(lines.join("\n"));
    lines = [];
    wake?.();
  }

  if (output.isTTY === true) output.write(askForPasteMarks);
  input.on("keypress", (_text: string | undefined, key: { readonly sequence?: string }) => {
    if (key.sequence === pasteBegins) isPasting = true;
    else if (key.sequence === pasteEnds) {
      isPasting = false;
      endMessage();
    }
  });
  terminal.on("line", (line) => {
    lines.push(line);
    // All lines of a chunk are emitted before the microtasks run.
    queueMicrotask(endMessage);
  });
  terminal.on("close", () => {
    isClosed = true;
    prompted.dispose();
    if (output.isTTY === true) output.write(endPasteMarks);
    // Left at the prompt: that of the shell begins on a line of its own.
    if (wake !== undefined) output.write("\n");
    running?.abort();
    wake?.();
  });
  terminal.on("SIGINT", () => {
    if (running !== undefined) running.abort();
    else if (terminal.line === "" && lines.length === 0) terminal.close();
    else {
      lines = [];
      isPasting = false;
      // What is deleted is what is left of the cursor.
      terminal.write(null, { ctrl: true, name: "e" });
      terminal.write(null, { ctrl: true, name: "u" });
    }
  });

  return {
    async next() {
      if (waiting.length > 0) {
        const message = waiting.shift() ?? "";
        output.write(`${prompt}${terminalText(message)}\n`);
        return message;
      }
      if (isClosed) return undefined;
      prompted.show();
      // With the cursor where it is, at the end of what was typed before.
      terminal.prompt(true);
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
      wake = undefined;
      prompted.hide();
      return waiting.shift();
    },
    async interruptible(run) {
      const controller = new AbortController();
      if (isClosed) controller.abort();
      running = controller;
      try {
        return await run(controller.signal);
      } finally {
        running = undefined;
      }
    },
    close: () => terminal.close(),
  };
}
