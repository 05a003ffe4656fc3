import type { Clock, ScheduledCall } from "../core/clock.ts";

/**
 * Reports that nothing happened for a time. `touch` is called for every token and only notes the time; the one timer
 * reads the note when it fires and sleeps again for the rest.
 */
export interface IdleTimeout {
  /** Begins to count; replaces what was counted before. */
  start(limitMs: number, onIdle: () => void): void;
  /** Something happened at `nowMs`. */
  touch(nowMs: number): void;
  /** Time does not count until `resume`, which counts as a touch. */
  pause(): void;
  resume(): void;
  stop(): void;
}

export function createIdleTimeout(clock: Clock): IdleTimeout {
  let timer: ScheduledCall | undefined;
  let touchedMs = 0;
  let paused = false;

  function sleep(delayMs: number, limitMs: number, onIdle: () => void): void {
    timer = clock.schedule(delayMs, () => {
      const idleMs = paused ? 0 : clock.now() - touchedMs;
      if (idleMs < limitMs) return sleep(limitMs - idleMs, limitMs, onIdle);
      timer = undefined;
      onIdle();
    });
  }

  return {
    start(limitMs, onIdle) {
      timer?.cancel();
      paused = false;
      touchedMs = clock.now();
      sleep(limitMs, limitMs, onIdle);
    },
    touch(nowMs) {
      touchedMs = nowMs;
    },
    pause() {
      paused = true;
    },
    resume() {
      paused = false;
      touchedMs = clock.now();
    },
    stop() {
      timer?.cancel();
      timer = undefined;
    },
  };
}
