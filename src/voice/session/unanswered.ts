import type { Understood } from "../hear/understand.ts";

/** What was said and not answered yet. */
export interface Unanswered {
  /** Call what it returns to forget it. */
  add(heard: Promise<Understood>): () => void;
  readonly isEmpty: boolean;
  /** All of it as one text; nothing is left. Rejects as the first that was not understood. */
  take(): Promise<Understood>;
}

/** More than anybody says before an answer; the oldest are left out. */
const limit = 50;

export function createUnanswered(): Unanswered {
  let waiting: Promise<Understood>[] = [];
  return {
    get isEmpty() {
      return waiting.length === 0;
    },
    add(heard) {
      waiting = [...waiting, heard].slice(-limit);
      // Its failure is reported where it was heard, and again by who takes it.
      heard.catch(() => {});
      return () => {
        waiting = waiting.filter((one) => one !== heard);
      };
    },
    take() {
      const taken = Promise.all(waiting).then(joined);
      taken.catch(() => {});
      waiting = [];
      return taken;
    },
  };
}

/** Language and voice are those of the last that has them. */
function joined(all: readonly Understood[]): Understood {
  const text = all
    .map((one) => one.text)
    .filter((one) => one !== "")
    .join(" ");
  return all.reduce<Understood>((before, one) => ({ ...before, ...one, text }), { text });
}
