/** Parts of a reply in which tool calls are separated from text. */
export type ParsedChunk =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "call"; readonly index: number; readonly name: string }
  | { readonly type: "arguments"; readonly index: number; readonly delta: string };

/** Collects chunks; neighbours of one kind are joined. */
export interface ChunkList {
  text(text: string): void;
  /** Begins a call; what follows are its arguments. */
  call(name: string): void;
  arguments(delta: string): void;
  /** A call that is known with its arguments. */
  wholeCall(call: { readonly name: string; readonly arguments: string }): void;
  /** Calls begun so far. */
  readonly calls: number;
  /** What was collected since the last time. */
  take(): readonly ParsedChunk[];
}

export function createChunkList(): ChunkList {
  let chunks: ParsedChunk[] = [];
  let calls = 0;

  function call(name: string): void {
    chunks.push({ type: "call", index: calls, name });
    calls += 1;
  }

  function addArguments(delta: string): void {
    const last = chunks.at(-1);
    const index = calls - 1;
    if (last?.type === "arguments") chunks[chunks.length - 1] = { type: "arguments", index, delta: last.delta + delta };
    else chunks.push({ type: "arguments", index, delta });
  }

  return {
    text(text) {
      if (text === "") return;
      const last = chunks.at(-1);
      if (last?.type === "text") chunks[chunks.length - 1] = { type: "text", text: last.text + text };
      else chunks.push({ type: "text", text });
    },
    call,
    arguments: addArguments,
    wholeCall(whole) {
      call(whole.name);
      addArguments(whole.arguments);
    },
    get calls() {
      return calls;
    },
    take() {
      const taken = chunks;
      chunks = [];
      return taken;
    },
  };
}
