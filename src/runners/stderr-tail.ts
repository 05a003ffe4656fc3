/** How much of a runner's stderr is kept for the error when it dies. */
export const stderrTailBytes: number = 8 * 1024;

/** Longest line passed on; a library that never ends its line must not grow our memory. */
const longestLineBytes = 2 * 1024;

export interface StderrTail {
  push(chunk: Buffer): void;
  /** The last `stderrTailBytes`, without blanks around. */
  text(): string;
}

/** Keeps the end of what a process wrote to stderr, and calls `onLine` for each line that is not blank. */
export function createStderrTail(onLine: (line: string) => void): StderrTail {
  let kept: Buffer = Buffer.alloc(0);
  let line: Buffer = Buffer.alloc(0);

  function passOn(bytes: Buffer): void {
    const text = bytes.toString("utf8").trimEnd();
    if (text !== "") onLine(text);
  }

  return {
    push(chunk) {
      kept = Buffer.concat([kept, chunk.subarray(-stderrTailBytes)]).subarray(-stderrTailBytes);
      line = Buffer.concat([line, chunk]);
      let start = 0;
      for (let end = line.indexOf(0x0a); end !== -1; end = line.indexOf(0x0a, start)) {
        passOn(line.subarray(start, Math.min(end, start + longestLineBytes)));
        start = end + 1;
      }
      line = line.subarray(start);
      if (line.length >= longestLineBytes) {
        passOn(line.subarray(0, longestLineBytes));
        line = Buffer.alloc(0);
      }
    },
    text() {
      // The cut may fall inside a character; what is left of it reads as U+FFFD.
      return kept
        .toString("utf8")
        .replace(/^\uFFFD+/, "")
        .trim();
    },
  };
}
