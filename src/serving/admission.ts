/**
 * How many requests are worked on at once, and how many may wait: first come, first served.
 *
 * 1. `inFlight` never exceeds `maxInFlight`, `queued` never exceeds `maxQueued`.
 * 2. A place is given in the step in which another becomes free, so nobody overtakes the queue.
 * 3. Whoever waits is let in, refused after `queueMs`, or gone: a timer and a listener end with the waiting.
 */
import type { Clock } from "../core/clock.ts";
import { ReparteeError } from "../core/errors.ts";
import { abortError } from "../core/until-aborted.ts";
import { queueTimeout } from "./clock-errors.ts";

export interface AdmissionLimits {
  /** Requests that are worked on at once; at least 1. */
  readonly maxInFlight: number;
  /** Requests that wait beyond those; 0 refuses at once. */
  readonly maxQueued: number;
}

export interface EnterOptions {
  readonly queueMs: number;
  readonly signal: AbortSignal;
  /** Called with the number of requests in front: on joining the queue and whenever it has at least halved. */
  readonly onQueued: (ahead: number) => void;
}

/** Room for one request. */
export interface Place {
  /** Gives the room to the next. Safe to call twice. */
  leave(): void;
}

export interface Admission {
  readonly inFlight: number;
  readonly queued: number;
  /** @throws ReparteeError `queue_full`, `queue_timeout`, or the signal's reason. */
  enter(options: EnterOptions): Promise<Place>;
}

interface Waiter {
  toldAhead: number;
  letIn(place: Place): void;
  tell(ahead: number): void;
}

export function createAdmission(limits: AdmissionLimits, clock: Clock): Admission {
  let inFlight = 0;
  const queue = new Set<Waiter>();

  function takePlace(): Place {
    inFlight += 1;
    let held = true;
    return {
      leave() {
        if (!held) return;
        held = false;
        inFlight -= 1;
        letNextIn();
      },
    };
  }

  function letNextIn(): void {
    for (const waiter of queue) {
      if (inFlight >= limits.maxInFlight) break;
      queue.delete(waiter);
      waiter.letIn(takePlace());
    }
    tellPositions();
  }

  function tellPositions(): void {
    let ahead = 0;
    for (const waiter of queue) {
      if (ahead * 2 <= waiter.toldAhead && ahead !== waiter.toldAhead) {
        waiter.toldAhead = ahead;
        waiter.tell(ahead);
      }
      ahead += 1;
    }
  }

  function waitInQueue({ queueMs, signal, onQueued }: EnterOptions): Promise<Place> {
    return new Promise((resolve, reject) => {
      const leaveQueue = (): void => {
        queue.delete(waiter);
        timer.cancel();
        signal.removeEventListener("abort", onAbort);
      };
      const refuse = (error: ReparteeError): void => {
        leaveQueue();
        reject(error);
        tellPositions();
      };
      const onAbort = (): void => refuse(abortError(signal, "wait to be let in"));
      const timer = clock.schedule(queueMs, () => refuse(queueTimeout(queueMs)));
      signal.addEventListener("abort", onAbort, { once: true });
      const waiter: Waiter = {
        toldAhead: queue.size,
        letIn(place) {
          leaveQueue();
          resolve(place);
        },
        tell: onQueued,
      };
      queue.add(waiter);
      onQueued(waiter.toldAhead);
    });
  }

  return {
    get inFlight() {
      return inFlight;
    },
    get queued() {
      return queue.size;
    },
    async enter(options) {
      if (options.signal.aborted) throw abortError(options.signal, "wait to be let in");
      if (inFlight < limits.maxInFlight) return takePlace();
      if (queue.size >= limits.maxQueued) throw queueFull(limits, options.queueMs);
      return await waitInQueue(options);
    },
  };
}

function queueFull({ maxInFlight, maxQueued }: AdmissionLimits, queueMs: number): ReparteeError {
  return new ReparteeError(
    "queue_full",
    `Request was not let in: ${maxInFlight} are being answered and ${maxQueued} wait, the most that may`,
    {
      hint: "Try again later, or allow a longer queue.",
      facts: { max_in_flight: maxInFlight, max_queued: maxQueued },
      // After that time everybody who waits now was let in or gave up.
      retryAfterSeconds: Math.max(1, Math.ceil(queueMs / 1000)),
    },
  );
}
