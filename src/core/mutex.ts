import { abortError, untilAborted } from "./until-aborted.ts";

/** Ends a turn. Later calls have no effect. */
export type Release = () => void;

/** One holder at a time, in the order of arrival. Not re-entrant. */
export interface Mutex {
  /**
   * Waits for the turn. `action` completes "Cannot …".
   * @throws ReparteeError the signal's reason, or `cancelled`, when `signal` is aborted first.
   */
  acquire(signal?: AbortSignal, action?: string): Promise<Release>;
  /** Runs `work` in its turn; settles as `work` does. */
  run<T>(work: () => Promise<T>): Promise<T>;
  /** Resolves when nobody holds it and nobody waits. */
  idle(): Promise<void>;
  readonly isHeld: boolean;
}

export function createMutex(): Mutex {
  const waiting: (() => void)[] = [];
  const watchers: (() => void)[] = [];
  let isHeld = false;

  function next(): void {
    const first = waiting.shift();
    if (first !== undefined) return first();
    isHeld = false;
    for (const resolve of watchers.splice(0)) resolve();
  }

  function createRelease(): Release {
    let isReleased = false;
    return () => {
      if (isReleased) return;
      isReleased = true;
      next();
    };
  }

  async function wait(signal: AbortSignal | undefined, action: string): Promise<void> {
    let start = (): void => {};
    const turn = new Promise<void>((resolve) => (start = resolve));
    waiting.push(start);
    if (signal === undefined) return await turn;
    try {
      await untilAborted(turn, signal, action);
    } catch (thrown) {
      const place = waiting.indexOf(start);
      // The turn may have come in the same tick as the abort: it goes to the next one.
      if (place === -1) next();
      else waiting.splice(place, 1);
      throw thrown;
    }
  }

  async function acquire(signal?: AbortSignal, action = "wait for a turn"): Promise<Release> {
    if (signal?.aborted === true) throw abortError(signal, action);
    if (isHeld) await wait(signal, action);
    isHeld = true;
    return createRelease();
  }

  return {
    acquire,
    async run(work) {
      const release = await acquire();
      try {
        return await work();
      } finally {
        release();
      }
    },
    idle: () => (isHeld ? new Promise((resolve) => watchers.push(resolve)) : Promise.resolve()),
    get isHeld() {
      return isHeld;
    },
  };
}

/** Mutual exclusion for each key; different keys do not wait for each other. */
export interface KeyedMutex {
  /** As `Mutex.acquire`. */
  acquire(key: string, signal?: AbortSignal, action?: string): Promise<Release>;
}

export function createKeyedMutex(): KeyedMutex {
  const mutexes = new Map<string, Mutex>();

  return {
    async acquire(key, signal, action) {
      const mutex = mutexes.get(key) ?? createMutex();
      mutexes.set(key, mutex);
      // Callers bring ever new keys: only those in use are kept.
      const forgetUnused = (): void => {
        if (!mutex.isHeld && mutexes.get(key) === mutex) mutexes.delete(key);
      };
      try {
        const release = await mutex.acquire(signal, action);
        return () => {
          release();
          forgetUnused();
        };
      } catch (thrown) {
        forgetUnused();
        throw thrown;
      }
    },
  };
}
