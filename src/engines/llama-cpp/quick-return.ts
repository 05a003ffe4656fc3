/**
 * A program that works step by step asks again a few milliseconds after its last reply: right after the next step of the
 * others began, and it would wait for all of that step, every time. Who came so soon is waited for, as long as that took.
 */
export interface QuickReturn {
  /** A request of `client` came. */
  came(client: string | undefined): void;
  /** The last reply to `client` that was under way ended. */
  left(client: string | undefined): void;
  /** How long the next step of others should wait for the client that left last, in milliseconds; 0 when it is not expected. */
  pauseMs(): number;
}

interface Habit {
  readonly afterMs: number;
  /** How often it has been late since. */
  readonly misses: number;
}

/** Longest time between a reply and the next request that is waited for: less than a step. */
const soonMs = 25;
/** One that is late so many times in a row is waited for no more, until it comes soon again. */
const mostMisses = 3;
/** Of those that asked last. */
const mostKnown = 100;

export function createQuickReturn(now: () => number): QuickReturn {
  const habits = new Map<string, Habit>();
  let last: { readonly client: string; readonly leftMs: number } | undefined;

  function note(client: string, afterMs: number): void {
    const before = habits.get(client);
    const isSoon = afterMs <= soonMs;
    const misses = isSoon ? 0 : (before?.misses ?? mostMisses) + 1;
    // Set anew, it is the last in the map's order.
    habits.delete(client);
    if (misses < mostMisses) habits.set(client, { afterMs: isSoon ? afterMs : (before?.afterMs ?? soonMs), misses });
    const [oldest] = habits.keys();
    if (oldest !== undefined && habits.size > mostKnown) habits.delete(oldest);
  }

  return {
    came(client) {
      if (last === undefined || last.client !== client) return;
      note(last.client, now() - last.leftMs);
      last = undefined;
    },
    left(client) {
      if (client !== undefined) last = { client, leftMs: now() };
    },
    pauseMs() {
      const habit = last === undefined ? undefined : habits.get(last.client);
      if (last === undefined || habit === undefined) return 0;
      return Math.max(0, last.leftMs + Math.min(soonMs, 2 * habit.afterMs + 1) - now());
    },
  };
}
