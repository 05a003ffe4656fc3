import { Writable } from "node:stream";

/** A terminal as a line editor writes to it: only while there is a prompt. */
export interface PromptOutput {
  readonly stream: Writable;
  show(): void;
  /** What the editor writes from now on is dropped: its keys would come into a reply. */
  hide(): void;
  dispose(): void;
}

export interface PromptTerminal extends NodeJS.WritableStream {
  readonly columns?: number;
}

export function createPromptOutput(terminal: PromptTerminal): PromptOutput {
  let isShown = false;
  const stream = new Writable({
    decodeStrings: false,
    write(chunk: string | Uint8Array, _encoding, done) {
      if (isShown) terminal.write(chunk);
      done();
    },
  });
  // The editor counts the rows that it wrote to. Hidden, it wrote to none: on a terminal without an edge no line wraps.
  Object.defineProperty(stream, "columns", { get: () => (isShown ? terminal.columns : Infinity) });
  const resize = (): void => void stream.emit("resize");
  terminal.on("resize", resize);
  return {
    stream,
    show: () => void (isShown = true),
    hide: () => void (isShown = false),
    dispose: () => void terminal.removeListener("resize", resize),
  };
}
