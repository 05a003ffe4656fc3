import { understand, type Understood, type UnderstandOptions } from "../hear/understand.ts";

/** Recognition that begins in a short pause, before it is sure that the user has finished. */
export interface EarlyRecognition {
  /** Begins where none has; its result is taken by `take`. */
  begin(samples: Float32Array): void;
  /** What was begun, or what begins now. A failure is the taker's. */
  take(samples: Float32Array): Promise<Understood>;
  /** The user went on: throws away what was begun. */
  forget(): void;
}

export function createEarlyRecognition(options: () => UnderstandOptions, closing: AbortSignal): EarlyRecognition {
  let begun: { readonly heard: Promise<Understood>; readonly controller: AbortController } | undefined;

  function start(samples: Float32Array): NonNullable<typeof begun> {
    const controller = new AbortController();
    const heard = understand(samples, options(), AbortSignal.any([controller.signal, closing]));
    // It may be thrown away before anybody waits for it.
    heard.catch(() => {});
    return { heard, controller };
  }

  return {
    begin(samples) {
      begun ??= start(samples);
    },
    take(samples) {
      const { heard } = begun ?? start(samples);
      begun = undefined;
      return heard;
    },
    forget() {
      begun?.controller.abort();
      begun = undefined;
    },
  };
}
