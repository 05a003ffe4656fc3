import type { Clock } from "../core/clock.ts";
import { ReparteeError } from "../core/errors.ts";

/** The requests that are running, and the way to end them all. */
export interface Drain {
  readonly draining: boolean;
  /** Whether the end was announced. */
  readonly retiring: boolean;
  /** Announces the end: everything goes on, and answers ask to come elsewhere next time. */
  retire(): void;
  /** Counts a request in; `end` is called when it has to end now. Returns how to count it out. */
  join(end: (error: ReparteeError) => void): () => void;
  /** Counts in several requests that follow one another. `isAdmitted`: whether they are admitted while draining. */
  hold(isAdmitted: boolean): DrainHold;
  /** Waits for the running requests, at most `timeoutMs`, then ends the rest. Resolves when none is running. */
  drain(timeoutMs: number): Promise<void>;
}

/** Requests that belong together: the later ones are admitted until the drain's time is over. */
export interface DrainHold {
  /** Whether its requests are admitted now. */
  readonly isOpen: boolean;
  /** Counts it out. Safe to call twice. */
  release(): void;
}

export function createDrain(clock: Clock): Drain {
  const running = new Set<{ end(error: ReparteeError): void }>();
  let draining = false;
  let retiring = false;
  const whenEmpty = new Set<() => void>();

  function join(end: (error: ReparteeError) => void): () => void {
    const request = { end };
    running.add(request);
    return () => {
      running.delete(request);
      if (running.size > 0) return;
      for (const resolve of whenEmpty) resolve();
      whenEmpty.clear();
    };
  }

  return {
    get draining() {
      return draining;
    },
    get retiring() {
      return retiring;
    },
    retire() {
      retiring = true;
    },
    join,
    hold(isAdmitted) {
      let isOver = false;
      const release = (): void => {
        isOver = true;
        countOut();
      };
      // Once the time is over nothing more is waited for: a request that still runs counts by itself.
      const countOut = join(release);
      return {
        get isOpen() {
          return !draining || (isAdmitted && !isOver);
        },
        release,
      };
    },
    async drain(timeoutMs) {
      draining = true;
      retiring = true;
      if (running.size === 0) return;
      const timer = clock.schedule(timeoutMs, () => {
        for (const request of running) request.end(drainingError("Reply was ended"));
      });
      await new Promise<void>((resolve) => whenEmpty.add(resolve));
      timer.cancel();
    },
  };
}

/** `action`: what was done with the request. */
export function drainingError(action: string): ReparteeError {
  return new ReparteeError("draining", `${action}: Repartee is shutting down`, {
    hint: "Send the request again: another instance or the restarted server will answer it.",
    // A server that restarts is back within seconds, its model within the time of a load.
    retryAfterSeconds: 5,
  });
}
