import { joinSamples } from "../../audio/join-samples.ts";
import { ReparteeError } from "../../core/errors.ts";
import { speechSampleRate } from "../../core/speech/audio.ts";
import { findSpeech } from "../hear/find-speech.ts";
import { understandSegments } from "../hear/understand-segments.ts";
import type { SessionContext } from "./session-context.ts";
import type { TurnTrack } from "./turn-track.ts";

/** Sound that is collected until somebody says that it is complete. */
export interface RecordedInput {
  /** @throws ReparteeError `payload_too_large`. */
  push(samples: Float32Array): void;
  /** Writes it down; false where there is no sound. */
  commit(onStart: (turnId: string) => void): boolean;
  clear(): void;
}

/** As a recording that is sent whole. */
const longestMs = 120_000;
/** Pauses are part of what somebody commits at once. */
const splitMs = 20_000;

export function createRecordedInput(context: SessionContext, track: TurnTrack): RecordedInput {
  const { clock, detector } = context.options;
  let parts: Float32Array[] = [];
  let length = 0;

  function clear(): void {
    parts = [];
    length = 0;
  }

  return {
    push(samples) {
      if (((length + samples.length) / speechSampleRate) * 1000 > longestMs) {
        throw new ReparteeError(
          "payload_too_large",
          `Cannot take more sound: expected a commit within ${longestMs / 1000} s of it`,
          { hint: "Commit or clear what was sent." },
        );
      }
      parts.push(samples);
      length += samples.length;
    },
    commit(onStart) {
      const samples = joinSamples(parts);
      clear();
      if (samples.length === 0) return false;
      // Where nobody speaks no recognizer is asked.
      const understood = findSpeech({ samples, sampleRate: speechSampleRate }, detector, { splitMs }).then((segments) =>
        understandSegments(segments, context.understanding(), context.closing),
      );
      const turnId = crypto.randomUUID();
      onStart(turnId);
      track.hearOnly({ turnId, understood, samples: samples.length, endedAtMs: clock.now() });
      return true;
    },
    clear,
  };
}
