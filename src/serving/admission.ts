/**
 * How many requests are worked on at once, and how many may wait: first come, first served.
 *
 * 1. `inFlight` never exceeds `maxInFlight`, `queued` never exceeds `maxQueued`.
 * 2. A permit is given in the step in which another is released, so no request overtakes the queue.
 * 3. A request that waits is admitted, refused after `queueTimeoutMs`, or aborted: its timer and listener end with that.
 */
import type { Clock } from "../core/clock.ts";
import { ReparteeError } from "../core/errors.ts";
import { abortError } from "../core/until-aborted.ts";
import { queueTimeout } from "./timeout-errors.ts";

export interface AdmissionLimits {
  /** Requests that are worked on at once; at least 1. */
  readonly maxInFlight: number;
  /** Requests that wait beyond those; 0 refuses at once. */
  readonly maxQueued: number;
}

export interface AdmitOptions {
  readonly queueTimeoutMs: number;
  readonly signal: AbortSignal;
  /** Called with the number of requests ahead: on joining the queue and whenever it has at least halved. */
  readonly onQueued: (ahead: number) => void;
}

/** The right to be worked on. */
export interface Permit {
  /** Passes it to the next request. Safe to call twice. */
  release(): void;
}

export interface Admission {
  readonly inFlight: number;
  readonly queued: number;
  /** @throws ReparteeError `queue_full`, `queue_timeout`, or the signal's reason. */
  admit(options: AdmitOptions): Promise<Permit>;
}

interface Waiter {
  /** As it was last reported. */
  ahead: number;
  admit(permit: Permit): void;
  report(ahead: number): void;
}

export function createAdmission(limits: AdmissionLimits, clock: Clock): Admission {
  let inFlight = 0;
  const queue = new Set<Waiter>();

  function takePermit(): Permit {
    inFlight += 1;
    let held = true;
    return {
      release() {
        if (!held) return;
        held = false;
        inFlight -= 1;
        admitNext();
      },
    };
  }

  function admitNext(): void {
    for (const waiter of queue) {
      if (inFlight >= limits.maxInFlight) break;
      queue.delete(waiter);
      waiter.admit(takePermit());
    }
    reportPositions();
  }

  function reportPositions(): void {
    let ahead = 0;
    for (const waiter of queue) {
      if (ahead * 2 <= waiter.ahead && ahead !== waiter.ahead) {
        waiter.ahead = ahead;
        waiter.report(ahead);
      }
      ahead += 1;
    }
  }

  function waitInQueue({ queueTimeoutMs, signal, onQueued }: AdmitOptions): Promise<Permit> {
    return new Promise((resolve, reject) => {
      const leaveQueue = (): void => {
        queue.delete(waiter);
        timer.cancel();
        signal.removeEventListener("abort", onAbort);
      };
      const refuse = (error: ReparteeError): void => {
        leaveQueue();
        reject(error);
        reportPositions();
      };
      const onAbort = (): void => refuse(abortError(signal, "admit the request"));
      const timer = clock.schedule(queueTimeoutMs, () => refuse(queueTimeout(queueTimeoutMs)));
      signal.addEventListener("abort", onAbort, { once: true });
      const waiter: Waiter = {
        ahead: queue.size,
        admit(permit) {
          leaveQueue();
          resolve(permit);
        },
        report: onQueued,
      };
      queue.add(waiter);
      onQueued(waiter.ahead);
    });
  }

  return {
    get inFlight() {
      return inFlight;
    },
    get queued() {
      return queue.size;
    },
    async admit(options) {
      if (options.signal.aborted) throw abortError(options.signal, "admit the request");
      if (inFlight < limits.maxInFlight) return takePermit();
      if (queue.size >= limits.maxQueued) throw queueFull(limits, options.queueTimeoutMs);
      return await waitInQueue(options);
    },
  };
}

function queueFull({ maxInFlight, maxQueued }: AdmissionLimits, queueTimeoutMs: number): ReparteeError {
  return new ReparteeError(
    "queue_full",
    `Request was refused: ${maxInFlight} are running and ${maxQueued} are queued, which are the limits`,
    {
      hint: "Try again later, or raise max_queued.",
      facts: { max_in_flight: maxInFlight, max_queued: maxQueued },
      // By then every request that waits now was admitted or refused.
      retryAfterSeconds: Math.max(1, Math.ceil(queueTimeoutMs / 1000)),
    },
  );
}
