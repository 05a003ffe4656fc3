import type { Clock } from "../../core/clock.ts";

/** How far a listener is who plays each sound as soon as it comes, one after the other. */
export interface SoundPosition {
  /** More sound is given out. */
  add(durationMs: number): void;
  /** Of all sound that was given out. */
  readonly lengthMs: number;
  readonly heardMs: number;
  /** When all of it is heard, where nothing stops it. */
  readonly endsAtMs: number;
  pause(): void;
  /** Goes on at `heardMs`. */
  resume(): void;
  /** The listener's own figure, while it is paused. */
  moveTo(heardMs: number): void;
}

/** @param notBeforeMs Other sound is heard until then. */
export function createSoundPosition(clock: Clock, notBeforeMs: number): SoundPosition {
  let lengthMs = 0;
  /** When the sound began, were it never paused. */
  let startMs: number | undefined;
  let pausedAtMs: number | undefined;

  function heardMs(): number {
    if (startMs === undefined) return 0;
    return Math.max(0, Math.min(lengthMs, (pausedAtMs ?? clock.now()) - startMs));
  }

  return {
    add(durationMs) {
      const nowMs = Math.max(clock.now(), notBeforeMs);
      // After a gap in the sound: what was heard cannot be more than what was there.
      if (startMs === undefined || nowMs - startMs > lengthMs) startMs = nowMs - lengthMs;
      lengthMs += durationMs;
    },
    get lengthMs() {
      return lengthMs;
    },
    get heardMs() {
      return heardMs();
    },
    get endsAtMs() {
      return startMs === undefined ? clock.now() : startMs + lengthMs;
    },
    pause() {
      pausedAtMs = clock.now();
    },
    resume() {
      const fromMs = heardMs();
      pausedAtMs = undefined;
      if (startMs !== undefined) startMs = clock.now() - fromMs;
    },
    moveTo(ms) {
      if (startMs !== undefined) startMs = (pausedAtMs ?? clock.now()) - ms;
    },
  };
}
