import type { Clock } from "../../core/clock.ts";
import { understand, type Understood, type UnderstandOptions } from "../hear/understand.ts";

/**
 * Recognition that begins in a short pause, before it is sure that the user has finished. A recognizer cannot be stopped
 * in a call, so there is one guess at a time: others would make the whole utterance wait.
 */
export interface EarlyRecognition {
  /** Begins where none runs; its result is taken by `take`. */
  begin(samples: Float32Array): void;
  /** What was begun, or what begins now. A failure is the taker's. */
  take(samples: Float32Array): Promise<Understood>;
  /** The user went on: what was begun is of no use. */
  forget(): void;
}

export interface EarlyRecognitionOptions {
  readonly understanding: () => UnderstandOptions;
  readonly closing: AbortSignal;
  readonly clock: Clock;
  /** How long the recognizer took for a call. */
  readonly onMeasured: (tookMs: number) => void;
}

export function createEarlyRecognition(options: EarlyRecognitionOptions): EarlyRecognition {
  const { clock, closing, onMeasured, understanding } = options;
  let begun: Promise<Understood> | undefined;
  let running = 0;

  function start(samples: Float32Array): Promise<Understood> {
    const startMs = clock.now();
    const heard = understand(samples, understanding(), closing);
    running += 1;
    void heard
      .then(
        () => onMeasured(clock.now() - startMs),
        // It may be thrown away before anybody waits for it.
        () => {},
      )
      .finally(() => (running -= 1));
    return heard;
  }

  return {
    begin(samples) {
      if (begun === undefined && running === 0) begun = start(samples);
    },
    take(samples) {
      const heard = begun ?? start(samples);
      begun = undefined;
      return heard;
    },
    forget() {
      begun = undefined;
    },
  };
}
