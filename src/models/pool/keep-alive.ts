import type { Clock, ScheduledCall } from "../../core/clock.ts";

/** How long an idle model stays in memory, in milliseconds; 0 means not at all. */
export type KeepAliveMs = number | "forever";

/** Calls back when a model was idle for long enough. */
export interface KeepAlive {
  /** When that will be, by the clock; undefined while the model is held, and when it stays. */
  readonly untilMs: number | undefined;
  /** The model is idle from now on. */
  begin(): void;
  /** How long from now on; an idle model's time begins anew. */
  change(keepAliveMs: KeepAliveMs): void;
  /** Somebody holds the model, or it was unloaded. */
  stop(): void;
}

export function createKeepAlive(initialMs: KeepAliveMs, clock: Clock, onExpired: () => void): KeepAlive {
  let keepAliveMs = initialMs;
  let untilMs: number | undefined;
  let timer: ScheduledCall | undefined;

  function stop(): void {
    timer?.cancel();
    timer = undefined;
    untilMs = undefined;
  }

  let isIdle = false;

  function begin(): void {
    stop();
    isIdle = true;
    if (keepAliveMs === "forever") return;
    if (keepAliveMs <= 0) return onExpired();
    untilMs = clock.now() + keepAliveMs;
    timer = clock.schedule(keepAliveMs, () => {
      stop();
      onExpired();
    });
  }

  return {
    get untilMs() {
      return untilMs;
    },
    begin,
    change(changedMs) {
      keepAliveMs = changedMs;
      if (isIdle) begin();
    },
    stop() {
      isIdle = false;
      stop();
    },
  };
}
