import type { Clock, ScheduledCall } from "../core/clock.ts";
import type { LoadedModel } from "../core/engine.ts";
import type { Log } from "../core/log.ts";
import type { Runner } from "./runner.ts";
import { watchSilence } from "./silence-watch.ts";
import { watchStuck } from "./stuck-watch.ts";

/** How long a runner may seem dead before it is. */
export interface LifeLimits {
  /** Without a sign of life. */
  readonly silenceMs: number;
  /** With an event loop that does not turn. Null: for ever, for engines that block it. */
  readonly blockedMs: number | null;
  /** Until one token of a test. Null: there are no tests. */
  readonly canaryMs: number | null;
  /** With work and without any frame, until there is a test. */
  readonly stuckMs: number;
}

export interface LifeWatchOptions {
  readonly runner: Pick<Runner, "lastHeardMs" | "lastTurnedMs">;
  readonly model: LoadedModel;
  readonly limits: LifeLimits;
  readonly clock: Clock;
  readonly log: Log;
  /** When the runner last answered anything but a test, or got work; now where it has none. */
  readonly lastProgressMs: () => number;
  /** As in `LoadOptions`. */
  readonly onTest?: ((passed: boolean) => void) | undefined;
  /** Called by the first that finds it dead; `cause` completes "its process ended: ". */
  readonly onDead: (cause: string) => void;
}

/** Everything that ends a runner which does not end by itself. */
export function watchLife(options: LifeWatchOptions): readonly ScheduledCall[] {
  const { runner, limits, clock, onDead } = options;
  const { silenceMs, blockedMs, canaryMs, stuckMs } = limits;
  const silence = watchSilence({
    limitMs: silenceMs,
    clock,
    lastHeardMs: () => runner.lastHeardMs,
    onSilent: () => onDead(`it gave no sign of life for ${silenceMs / 1000} s`),
  });
  const watches = [silence];
  if (blockedMs !== null) {
    const lastHeardMs = (): number => runner.lastTurnedMs;
    const onSilent = (): void => onDead(`its event loop did not turn for ${blockedMs / 1000} s`);
    watches.push(watchSilence({ limitMs: blockedMs, clock, lastHeardMs, onSilent }));
  }
  if (canaryMs !== null) watches.push(watchStuck({ ...options, stuckMs, canaryMs, onStuck: onDead }));
  return watches;
}
