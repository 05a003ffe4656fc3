import type { Clock, ScheduledCall } from "../core/clock.ts";

export interface SilenceWatchOptions {
  /** How long the other side may be silent. */
  readonly limitMs: number;
  readonly clock: Clock;
  /** When the other side was last heard, on `clock`. */
  readonly lastHeardMs: () => number;
  /** Called once, when it was silent for `limitMs`. */
  readonly onSilent: () => void;
}

/** The last part of the limit, over which a suspicion is confirmed. */
const confirmingShare = 0.2;

/**
 * Watches for silence without a timer per message: it looks when the silence could be too long at the earliest, which
 * is every `0.8 * limitMs` while the other side speaks.
 *
 * One look is not enough. When this process itself stood still (stopped, a laptop asleep, a long garbage collection),
 * timers fire before the messages that came meanwhile are read, and the other side may have stood still with it. So
 * silence is first suspected, at 0.8 of the limit; messages that wait are read, and only silence that goes on to the
 * whole limit counts.
 */
export function watchSilence({ limitMs, clock, lastHeardMs, onSilent }: SilenceWatchOptions): ScheduledCall {
  const confirmingMs = limitMs * confirmingShare;
  let scheduled: ScheduledCall;

  function look(): void {
    const heardMs = lastHeardMs();
    const untilSuspicionMs = heardMs + limitMs - confirmingMs - clock.now();
    scheduled =
      untilSuspicionMs > 0
        ? clock.schedule(untilSuspicionMs, look)
        : clock.schedule(confirmingMs, () => (lastHeardMs() === heardMs ? onSilent() : look()));
  }

  look();
  return { cancel: () => scheduled.cancel() };
}
