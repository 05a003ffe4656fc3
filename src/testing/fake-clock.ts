import type { Clock } from "../core/clock.ts";

/** A clock that stops until a test moves it. */
export interface FakeClock extends Clock {
  /**
   * Moves time forward and makes every call that falls due, in order, also calls scheduled meanwhile. Before, between
   * and after them, all promises that can settle without time passing do settle. `advance(0)` only does the latter.
   */
  advance(ms: number): Promise<void>;
  /** Calls that are scheduled and neither made nor cancelled: 0 when nothing leaks. */
  readonly pendingCount: number;
}

/** Guards against calls that schedule themselves again with no delay. */
const maxCallsPerAdvance = 10_000;

interface PendingCall {
  readonly dueMs: number;
  readonly callback: () => void;
}

export function createFakeClock(startMs: number = 0): FakeClock {
  const pending = new Set<PendingCall>();
  let nowMs = startMs;

  /** The earliest call due by `untilMs`; of several due at once, the one scheduled first. */
  function nextCall(untilMs: number): PendingCall | undefined {
    let next: PendingCall | undefined;
    for (const call of pending)
      if (call.dueMs <= untilMs && (next === undefined || call.dueMs < next.dueMs)) next = call;
    return next;
  }

  return {
    now: () => nowMs,
    schedule(delayMs, callback) {
      const call: PendingCall = { dueMs: nowMs + Math.max(0, delayMs), callback };
      pending.add(call);
      return { cancel: () => void pending.delete(call) };
    },
    async advance(ms) {
      if (!(ms >= 0)) throw new RangeError(`Cannot move the clock by ${ms} ms: time does not go back`);
      const untilMs = nowMs + ms;
      await promisesSettled();
      let made = 0;
      for (let call = nextCall(untilMs); call !== undefined; call = nextCall(untilMs)) {
        made += 1;
        if (made > maxCallsPerAdvance)
          throw new Error(`More than ${maxCallsPerAdvance} calls fell due within ${ms} ms`);
        pending.delete(call);
        nowMs = call.dueMs;
        call.callback();
        await promisesSettled();
      }
      nowMs = untilMs;
    },
    get pendingCount() {
      return pending.size;
    },
  };
}

/** Resolves when no promise job is waiting: an immediate runs after all of them, also those that they add. */
function promisesSettled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
