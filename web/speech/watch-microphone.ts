import type { Microphone } from "./microphone.ts";
import { createSpeechGate } from "./speech-gate.ts";

export interface MicrophoneWatch {
  stop(): void;
}

export interface MicrophoneEvents {
  /** 0–1, 25 times a second. */
  readonly onLevel: (level: number) => void;
  readonly onStart: () => void;
  readonly onEnd: () => void;
  /** Nobody has spoken for a while: what was recorded meanwhile is not needed. */
  readonly onNobody: () => void;
}

const everyMs = 40;
const nobodyMs = 8_000;

/** Follows the level of a microphone and finds where speech begins and ends. */
export function watchMicrophone(microphone: Microphone, events: MicrophoneEvents): MicrophoneWatch {
  const gate = createSpeechGate();
  let lastMs = performance.now();
  let quietMs = 0;
  const timer = setInterval(() => {
    const nowMs = performance.now();
    const elapsedMs = nowMs - lastMs;
    lastMs = nowMs;
    const level = microphone.level();
    events.onLevel(level);
    const found = gate.push(level, elapsedMs);
    quietMs = found === "quiet" ? quietMs + elapsedMs : 0;
    if (found === "started") events.onStart();
    else if (found === "ended") events.onEnd();
    else if (quietMs > nobodyMs) {
      quietMs = 0;
      events.onNobody();
    }
  }, everyMs);
  return { stop: () => clearInterval(timer) };
}
