import type { Clock } from "../core/clock.ts";
import { ReparteeError } from "../core/errors.ts";

/** The replies that are running, and the way to bring them all to an end. */
export interface Drain {
  readonly draining: boolean;
  /** Counts a reply in; `end` is called when it has to end now. Returns how to count it out. */
  join(end: (error: ReparteeError) => void): () => void;
  /** Counts in what makes several requests, one after the other. `isLetIn`: whether it may go on while draining. */
  hold(isLetIn: boolean): DrainHold;
  /** Waits for the running replies, at most `timeoutMs`, then ends the rest. Resolves when none is running. */
  drain(timeoutMs: number): Promise<void>;
}

/** What is let go on until the time of the drain is over. */
export interface DrainHold {
  /** Whether its requests are taken now. */
  readonly isOpen: boolean;
  /** Counts it out. Safe to call twice. */
  release(): void;
}

export function createDrain(clock: Clock): Drain {
  const running = new Set<{ end(error: ReparteeError): void }>();
  let draining = false;
  const whenEmpty = new Set<() => void>();

  function join(end: (error: ReparteeError) => void): () => void {
    const reply = { end };
    running.add(reply);
    return () => {
      running.delete(reply);
      if (running.size > 0) return;
      for (const resolve of whenEmpty) resolve();
      whenEmpty.clear();
    };
  }

  return {
    get draining() {
      return draining;
    },
    join,
    hold(isLetIn) {
      let isOver = false;
      const release = (): void => {
        isOver = true;
        countOut();
      };
      // Nothing of it is left to wait for once its time is over: a request that still runs counts by itself.
      const countOut = join(release);
      return {
        get isOpen() {
          return !draining || (isLetIn && !isOver);
        },
        release,
      };
    },
    async drain(timeoutMs) {
      draining = true;
      if (running.size === 0) return;
      const timer = clock.schedule(timeoutMs, () => {
        for (const reply of running) reply.end(drainingError("Reply was ended"));
      });
      await new Promise<void>((resolve) => whenEmpty.add(resolve));
      timer.cancel();
    },
  };
}

/** `action` says what became of the request. */
export function drainingError(action: string): ReparteeError {
  return new ReparteeError("draining", `${action}: Repartee is shutting down`, {
    hint: "Send the request again; another instance or the restarted server will take it.",
    // A server that restarts is back within seconds, its model within the time of a load.
    retryAfterSeconds: 5,
  });
}
