/** One line of a terminal that says what is being waited for, and disappears when it is over. */
export interface StatusLine {
  show(text: string): void;
  clear(): void;
}

export interface StatusStream {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

const clearLine = "\r\u001b[K";

/** Writes nothing where there is no terminal. */
export function createStatusLine(stream: StatusStream): StatusLine {
  let shown = "";
  return {
    show(text) {
      if (stream.isTTY !== true || text === shown) return;
      stream.write(`${clearLine}${text}`);
      shown = text;
    },
    clear() {
      if (shown === "") return;
      stream.write(clearLine);
      shown = "";
    },
  };
}

type LoadPhase = "downloading" | "converting" | "loading";

/** Called with 0–1, and with what is being done where that is known. */
export type LoadProgress = (fraction: number, phase?: LoadPhase) => void;

const words: Readonly<Record<LoadPhase, string>> = {
  downloading: "Downloading",
  converting: "Converting",
  loading: "Loading",
};

/** `Loading llama 42 %`. */
export function loadingText(model: string, fraction: number, phase: LoadPhase = "loading"): string {
  return `${words[phase]} ${model} ${Math.floor(fraction * 100)} %`;
}
