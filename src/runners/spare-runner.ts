import { createDeferred } from "../core/deferred.ts";
import type { Clock } from "../core/clock.ts";
import type { Log } from "../core/log.ts";
import type { Runner } from "./runner.ts";

/**
 * A process that is started before it is known what it will load: to start Node and a native library takes longer than
 * to read a small model.
 */
export interface SpareRunner {
  /** Starts one, for the load that comes next. Without effect while one waits. */
  start(): void;
  /** The process that was started, for the caller to use and to end; undefined where there is none, or none that lives. */
  take(signal: AbortSignal): Promise<Runner | undefined>;
  /** Ends the process that waits. */
  end(): void;
}

export interface SpareRunnerOptions {
  /** Rejects when `signal` is aborted. */
  readonly startRunner: (signal: AbortSignal) => Promise<Runner>;
  /** How long it waits for a load. */
  readonly waitMs: number;
  readonly log: Log;
  readonly clock: Clock;
}

interface Waiting {
  /** Undefined when it could not be started: the next load starts its own and reports what is wrong. */
  readonly runner: Promise<Runner | undefined>;
  readonly givenUp: AbortController;
}

export function createSpareRunner({ startRunner, waitMs, log, clock }: SpareRunnerOptions): SpareRunner {
  let waiting: (Waiting & { readonly timeout: { cancel(): void } }) | undefined;

  function begin(): Waiting {
    const givenUp = new AbortController();
    const runner = startRunner(givenUp.signal).catch(() => undefined);
    void forgetWhenDead(runner);
    return { runner, givenUp };
  }

  async function forgetWhenDead(starting: Promise<Runner | undefined>): Promise<void> {
    const runner = await starting;
    if (runner === undefined) return;
    const { cause, exitCode, signal } = await runner.death;
    if (waiting?.runner !== starting) return;
    waiting.timeout.cancel();
    waiting = undefined;
    log.warn({ pid: runner.pid, cause, exitCode, signal }, "a process that was started ahead of a load has ended");
  }

  function giveUp({ givenUp, runner }: Waiting): void {
    givenUp.abort();
    void runner.then((started) => started?.kill());
  }

  function end(): void {
    const ended = waiting;
    waiting = undefined;
    if (ended === undefined) return;
    ended.timeout.cancel();
    giveUp(ended);
  }

  return {
    start() {
      waiting ??= { ...begin(), timeout: clock.schedule(waitMs, end) };
    },
    async take(signal) {
      const taken = waiting;
      if (taken === undefined) return undefined;
      waiting = undefined;
      taken.timeout.cancel();
      const { promise: cancelled, resolve } = createDeferred<undefined>();
      const onAbort = (): void => {
        giveUp(taken);
        resolve(undefined);
      };
      signal.addEventListener("abort", onAbort, { once: true });
      if (signal.aborted) onAbort();
      const runner = await Promise.race([taken.runner, cancelled]);
      signal.removeEventListener("abort", onAbort);
      return runner;
    },
    end,
  };
}
