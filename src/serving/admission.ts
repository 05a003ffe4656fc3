/**
 * How many requests are worked on at once, and how many may wait. Those that wait are admitted in turn: client by client,
 * weighed by the tokens that each request may cost, and in the order of arrival within a client. One that sends three
 * hundred at once waits for its own, and nobody else does.
 *
 * Each waiting request has a virtual time at which it would be over if its client had the whole server for its share
 * (fair queueing); the earliest is next. A client that was idle begins at the time of the last one admitted.
 *
 * 1. `inFlight` never exceeds `maxInFlight`, `queued` never exceeds `maxQueued`.
 * 2. A permit is given in the step in which another is released, so no request overtakes the queue but one of another
 *    client: while several ask, one permit is kept from the one that holds all others.
 * 3. A request that waits is admitted, refused after `queueTimeoutMs`, or aborted: its timer and listener end with that.
 */
import type { Clock } from "../core/clock.ts";
import { ReparteeError } from "../core/errors.ts";
import { createFairShare } from "../core/fair-share.ts";
import { abortError } from "../core/until-aborted.ts";
import { queueTimeout } from "./timeout-errors.ts";

export interface AdmissionLimits {
  /** Requests that are worked on at once; at least 1. */
  readonly maxInFlight: number;
  /** Requests that wait beyond those; 0 refuses at once. */
  readonly maxQueued: number;
  /** Tokens that those which wait may cost together. Default 2,000,000: minutes of work for the fastest machine. */
  readonly maxQueuedTokens?: number;
}

const defaultMaxQueuedTokens = 2_000_000;

export interface AdmitOptions {
  /** Whose request it is. All that have none are one client's. */
  readonly client?: string;
  /** What it may cost, about: prompt and reply. Default 1. */
  readonly tokens?: number;
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
  readonly client: string;
  /** The virtual time of its end. */
  readonly endsAt: number;
  readonly tokens: number;
  /** As it was last reported. */
  ahead: number;
  admit(permit: Permit): void;
  refuse(error: ReparteeError): void;
  report(ahead: number): void;
}

export function createAdmission(limits: AdmissionLimits, clock: Clock): Admission {
  let inFlight = 0;
  const { maxQueuedTokens = defaultMaxQueuedTokens } = limits;
  /** The one that is next first. */
  const queue: Waiter[] = [];
  /** The virtual time of the end of each client's last request; of those that wait. */
  const lastEnds = new Map<string, number>();
  const share = createFairShare({ total: limits.maxInFlight, now: () => clock.now() });
  let virtualTime = 0;
  let queuedTokens = 0;

  function takePermit(client: string): Permit {
    inFlight += 1;
    share.take(client);
    let held = true;
    return {
      release() {
        if (!held) return;
        held = false;
        inFlight -= 1;
        share.give(client);
        admitNext();
      },
    };
  }

  function admitNext(): void {
    while (inFlight < limits.maxInFlight) {
      const next = queue.find(({ client }) => share.mayHoldMore(client));
      if (next === undefined) break;
      virtualTime = Math.max(virtualTime, next.endsAt - next.tokens);
      next.admit(takePermit(next.client));
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

  /**
   * Makes room for a request of `client` in a full queue: the last request of the client that has the most there is
   * refused in its place. False when that client is the same one, or has hardly more.
   */
  function makeRoom(client: string, queueTimeoutMs: number): boolean {
    const counts = new Map<string, number>();
    for (const waiter of queue) counts.set(waiter.client, (counts.get(waiter.client) ?? 0) + 1);
    const [largest] = [...counts].toSorted(([, a], [, b]) => b - a);
    if (largest === undefined || largest[1] <= (counts.get(client) ?? 0) + 1) return false;
    queue.findLast((waiter) => waiter.client === largest[0])?.refuse(queueFull(limits, queueTimeoutMs));
    return true;
  }

  function join(waiter: Waiter): number {
    const position = queue.findIndex(({ endsAt }) => endsAt > waiter.endsAt);
    const place = position === -1 ? queue.length : position;
    queue.splice(place, 0, waiter);
    queuedTokens += waiter.tokens;
    return place;
  }

  function leave(waiter: Waiter): void {
    const position = queue.indexOf(waiter);
    if (position === -1) return;
    queue.splice(position, 1);
    queuedTokens -= waiter.tokens;
    if (queue.length === 0) lastEnds.clear();
  }

  function waitInQueue({ client = "", tokens = 1, queueTimeoutMs, signal, onQueued }: AdmitOptions): Promise<Permit> {
    return new Promise((resolve, reject) => {
      const leaveQueue = (): void => {
        leave(waiter);
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
      const endsAt = Math.max(virtualTime, lastEnds.get(client) ?? 0) + tokens;
      lastEnds.set(client, endsAt);
      const waiter: Waiter = {
        client,
        refuse,
        endsAt,
        tokens,
        ahead: 0,
        admit(permit) {
          leaveQueue();
          resolve(permit);
        },
        report: onQueued,
      };
      waiter.ahead = join(waiter);
      onQueued(waiter.ahead);
    });
  }

  return {
    get inFlight() {
      return inFlight;
    },
    get queued() {
      return queue.length;
    },
    async admit(options) {
      if (options.signal.aborted) throw abortError(options.signal, "admit the request");
      const { client = "" } = options;
      share.ask(client);
      if (inFlight < limits.maxInFlight && share.mayHoldMore(client)) return takePermit(client);
      const isFull = queue.length >= limits.maxQueued || (queue.length > 0 && queuedTokens >= maxQueuedTokens);
      if (isFull && !makeRoom(client, options.queueTimeoutMs)) {
        throw queueFull(limits, options.queueTimeoutMs);
      }
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
