import type { Interface } from "node:readline";

/** Lines as a user types them, and Ctrl-C as a signal to what is running. */
export interface TypedLines {
  /** Shows the prompt and resolves with the next line; undefined when the user leaves. */
  next(): Promise<string | undefined>;
  /** Runs something that Ctrl-C aborts, or leaving does. */
  interruptible<Result>(run: (signal: AbortSignal) => Promise<Result>): Promise<Result>;
}

/** Lines typed while something runs are kept for later. */
export function createTypedLines(terminal: Interface, output: { write(text: string): unknown }): TypedLines {
  const waiting: string[] = [];
  let isClosed = false;
  let wake: (() => void) | undefined;
  let running: AbortController | undefined;

  terminal.on("line", (line) => {
    waiting.push(line);
    wake?.();
  });
  terminal.on("close", () => {
    isClosed = true;
    // Left at the prompt: that of the shell begins on a line of its own.
    if (wake !== undefined) output.write("\n");
    running?.abort();
    wake?.();
  });
  terminal.on("SIGINT", () => {
    if (running !== undefined) running.abort();
    else if (terminal.line === "") terminal.close();
    else terminal.write(null, { ctrl: true, name: "u" });
  });

  return {
    async next() {
      if (waiting.length === 0 && !isClosed) {
        terminal.prompt();
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        wake = undefined;
      }
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
  };
}
