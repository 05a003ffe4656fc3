/**
 * Ends a text before the first of several stop texts, however the text is cut into chunks. Text is given on at once
 * unless it may be the beginning of a stop text; only that much is held back.
 */
export interface StopTextFilter {
  /**
   * Takes the next chunk and returns what may be shown. `stopped` is true from the chunk on in which a stop text was
   * complete; nothing is given on after it.
   */
  push(chunk: string): { readonly text: string; readonly stopped: boolean };
  /** The text that was held back, once it is certain that no more will come. Empty after a stop. */
  flush(): string;
}

/**
 * The stop text that is complete first wins; of several that are complete at the same character, the longest. That
 * makes the result a function of the whole text alone.
 * @throws RangeError when a stop text is empty.
 */
export function createStopTextFilter(stops: readonly string[]): StopTextFilter {
  if (stops.includes("")) throw new RangeError("A stop text must not be empty");
  const longestStop = Math.max(0, ...stops.map((stop) => stop.length));
  let held = "";
  let stopped = false;

  return {
    push(chunk) {
      if (stopped) return { text: "", stopped };
      // Held text is at most one stop text long and no stop text is complete in it: every match ends in `chunk`.
      const text = held + chunk;
      const stopStart = startOfFirstStop(text, stops);
      if (stopStart !== undefined) {
        held = "";
        stopped = true;
        return { text: text.slice(0, stopStart), stopped };
      }
      const heldLength = lengthThatMayBeginStop(text, stops, longestStop);
      held = text.slice(text.length - heldLength);
      return { text: text.slice(0, text.length - heldLength), stopped };
    },
    flush() {
      const text = held;
      held = "";
      return text;
    },
  };
}

function startOfFirstStop(text: string, stops: readonly string[]): number | undefined {
  let firstEnd = Infinity;
  let firstStart: number | undefined;
  for (const stop of stops) {
    const start = text.indexOf(stop);
    if (start === -1) continue;
    const end = start + stop.length;
    if (end < firstEnd || (end === firstEnd && firstStart !== undefined && start < firstStart)) {
      firstEnd = end;
      firstStart = start;
    }
  }
  return firstStart;
}

/** The length of the longest end of `text` that a stop text begins with. */
function lengthThatMayBeginStop(text: string, stops: readonly string[], longestStop: number): number {
  for (let length = Math.min(longestStop - 1, text.length); length > 0; length -= 1) {
    const end = text.slice(text.length - length);
    if (stops.some((stop) => stop.startsWith(end))) return length;
  }
  return 0;
}
