import { toReparteeError, type ReparteeError } from "../../core/errors.ts";
import type { Log } from "../../core/log.ts";
import type { VoiceDetectorStream } from "../../core/speech/voice-detector.ts";

/** A detector's answers, where its process may die at any moment. */
export interface SpeechFlags {
  /** As the detector's `push`; after a second failure in a row an empty list, which counts as silence. */
  push(samples: Float32Array): Promise<readonly boolean[]>;
}

export function createSpeechFlags(
  stream: VoiceDetectorStream,
  { log, onFailure }: { readonly log: Log; readonly onFailure: (error: ReparteeError) => void },
): SpeechFlags {
  /** Reported once for each time of trouble, not for each window. */
  let isFailing = false;
  return {
    async push(samples) {
      try {
        // The call in which a process dies fails; the next one has a new process.
        const flags = await stream.push(samples).catch(() => stream.push(samples));
        isFailing = false;
        return flags;
      } catch (thrown) {
        const error = toReparteeError(thrown);
        if (!isFailing) {
          log.warn({ code: error.code, error: error.message }, "voice detector failed");
          onFailure(error);
        }
        isFailing = true;
        return [];
      }
    },
  };
}
