import { ReparteeError } from "../../core/errors.ts";

/** Lets one request at a time through, in the order of arrival. */
export interface Turnstile {
  /**
   * Waits for the turn; the returned function ends it.
   * @throws ReparteeError `cancelled` when `signal` is aborted first.
   */
  enter(signal: AbortSignal): Promise<() => void>;
  /** Resolves when nobody is through and nobody waits. */
  idle(): Promise<void>;
}

export function createTurnstile(): Turnstile {
  const waiting: (() => void)[] = [];
  const watchers: (() => void)[] = [];
  let taken = false;

  function next(): void {
    const first = waiting.shift();
    if (first !== undefined) {
      first();
      return;
    }
    taken = false;
    for (const resolve of watchers.splice(0)) resolve();
  }

  function createLeave(): () => void {
    let left = false;
    return () => {
      if (left) return;
      left = true;
      next();
    };
  }

  return {
    enter(signal) {
      return new Promise((resolve, reject) => {
        const give = (): void => {
          signal.removeEventListener("abort", onAbort);
          resolve(createLeave());
        };
        const onAbort = (): void => {
          const place = waiting.indexOf(give);
          if (place !== -1) waiting.splice(place, 1);
          signal.removeEventListener("abort", onAbort);
          reject(new ReparteeError("cancelled", "The request was cancelled while it waited for its turn."));
        };
        if (signal.aborted) return onAbort();
        if (!taken) {
          taken = true;
          return give();
        }
        waiting.push(give);
        signal.addEventListener("abort", onAbort, { once: true });
      });
    },
    idle() {
      if (!taken) return Promise.resolve();
      return new Promise((resolve) => watchers.push(resolve));
    },
  };
}
