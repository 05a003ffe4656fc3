/** Whether somebody speaks, from how loud it is: louder than the room for a moment, until it has been quiet for a while. */
export interface SpeechGate {
  /** A level (0–1) and the time that has passed since the last one, in milliseconds. */
  push(level: number, elapsedMs: number): "quiet" | "started" | "speaking" | "ended";
}

export interface SpeechGateOptions {
  /** Louder than the room for this long is speech; a click is shorter. */
  readonly startMs?: number;
  /** A pause inside of a sentence is shorter. */
  readonly endMs?: number;
}

/** How many times louder than the room speech is, and what is never speech, however quiet the room. */
const ratio = 2.6;
const leastLevel = 0.012;

export function createSpeechGate({ startMs = 120, endMs = 750 }: SpeechGateOptions = {}): SpeechGate {
  let room = 0.004;
  let loudMs = 0;
  let quietMs = 0;
  let isSpeaking = false;
  return {
    push(level, elapsedMs) {
      const isLoud = level > Math.max(leastLevel, room * ratio);
      // The room is learnt quickly when it gets quieter and slowly when it gets louder, and never from speech.
      if (!isSpeaking) room += (level - room) * Math.min(1, elapsedMs / (level < room ? 200 : 2500));
      loudMs = isLoud ? loudMs + elapsedMs : 0;
      quietMs = isLoud ? 0 : quietMs + elapsedMs;
      if (!isSpeaking && loudMs >= startMs) {
        isSpeaking = true;
        return "started";
      }
      if (isSpeaking && quietMs >= endMs) {
        isSpeaking = false;
        return "ended";
      }
      return isSpeaking ? "speaking" : "quiet";
    },
  };
}
