/** Time as the rest of the program sees it: monotonic, and replaceable by a fake in tests. */
export interface Clock {
  /** Milliseconds since an arbitrary start; never goes back, whatever happens to the wall clock. */
  now(): number;
  /** Calls `callback` once after `delayMs`. The timer does not keep the process alive. */
  schedule(delayMs: number, callback: () => void): ScheduledCall;
}

export interface ScheduledCall {
  /** Forgets the call; no effect once it was made. */
  cancel(): void;
}

/** The real clock. Timers are built in to every JavaScript runtime, so `core` stays free of imports. */
export const systemClock: Clock = {
  now: () => performance.now(),
  schedule(delayMs, callback) {
    const timer = setTimeout(callback, delayMs);
    timer.unref();
    return { cancel: () => clearTimeout(timer) };
  },
};
