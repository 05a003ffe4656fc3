import { visemesOfText, type TimedViseme } from "./text-visemes.ts";
import type { Viseme } from "./visemes.ts";

/** Says texts without a sound: one mouth shape after the other. */
export interface TextSpeech {
  add(text: string): void;
  clear(): void;
  /** The shape after `seconds` more; undefined when there is nothing to say. */
  step(seconds: number): Viseme | undefined;
}

/** More than this is said faster: a mouth that goes on long after the text is there looks wrong. */
const comfortableBacklogMs = 2500;

export function createTextSpeech(): TextSpeech {
  let queue: TimedViseme[] = [];
  let heldMs = 0;
  return {
    add(text) {
      queue.push(...visemesOfText(text));
    },
    clear() {
      queue = [];
      heldMs = 0;
    },
    step(seconds) {
      if (queue.length === 0) return undefined;
      const backlogMs = queue.length * 80;
      heldMs += seconds * 1000 * Math.max(1, backlogMs / comfortableBacklogMs);
      for (let first = queue[0]; first !== undefined && heldMs >= first.ms; first = queue[0]) {
        heldMs -= first.ms;
        queue.shift();
      }
      return queue[0]?.viseme;
    },
  };
}
