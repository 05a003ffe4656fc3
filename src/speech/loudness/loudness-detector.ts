import type { VoiceDetector } from "../../core/speech/voice-detector.ts";
import { createWindows } from "../../core/speech/windows.ts";

/** Quieter than this is nobody's voice: −45 dB. */
const quietest = 0.0056;
/** How much louder than the room a voice is: 10 dB. */
const aboveRoom = 3.2;
/** The room's loudness follows quieter sound at once and louder sound by this share each 32 ms: doubled in 2 s. */
const roomRise = 1.011;

/**
 * Takes whatever is clearly louder than the room for speech: good enough to end an utterance where no voice detector is
 * installed, and deaf to the difference between a voice and a door.
 */
export function createLoudnessDetector(): VoiceDetector {
  return {
    id: "loudness",
    open() {
      const windows = createWindows();
      let room = quietest;
      function isSpeech(window: Float32Array): boolean {
        const loud = Math.sqrt(window.reduce((sum, sample) => sum + sample * sample, 0) / window.length);
        const speaks = loud > Math.max(quietest, room * aboveRoom);
        room = Math.max(quietest / aboveRoom, Math.min(loud, room * roomRise));
        return speaks;
      }
      return Promise.resolve({
        push: (samples: Float32Array) => Promise.resolve(windows.push(samples).map(isSpeech)),
        close: () => Promise.resolve(),
      });
    },
    async [Symbol.asyncDispose]() {},
  };
}
