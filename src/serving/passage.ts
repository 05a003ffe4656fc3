import type { Admission, Place } from "./admission.ts";

/** One reply's way through admission: in once, however many models are tried, and out once. */
export interface Passage {
  /** Waits to be let in; at once when the reply was let in before. Throws as `Admission.enter` does. */
  enter(signal: AbortSignal, onQueued: (ahead: number) => void): Promise<void>;
  /** Gives the place back, also one that is still on its way. */
  leave(): void;
}

export interface PassageOptions {
  readonly admission: Admission;
  readonly queueMs: number;
  /** Called once, when the reply is let in. */
  readonly onEntered: () => void;
}

export function createPassage({ admission, queueMs, onEntered }: PassageOptions): Passage {
  let place: Place | undefined;
  let left = false;
  return {
    async enter(signal, onQueued) {
      if (place !== undefined) return;
      const given = await admission.enter({ queueMs, signal, onQueued });
      if (left) return given.leave();
      place = given;
      onEntered();
    },
    leave() {
      left = true;
      place?.leave();
    },
  };
}
