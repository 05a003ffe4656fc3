/**
 * Keeps requests away from models on other servers that fail again and again.
 *
 *   closed ── failures, in a row or half of all ──▶ open ── its time is over ──▶ half-open ── a test reply ──▶ closed, or open for twice as long
 *
 * 1. Counted at the end of a reply, by its outcome: what the server did wrong. Refusals that the request earned itself
 *    (4xx, 429) and readers who leave do not count. A good reply sets the count of those in a row back, not the share of
 *    the failures among the replies of the last half minute: a server that fails every second time is ill as well.
 * 2. What a half-open breaker tries is a reply of one token to words of its own, never somebody's request.
 * 3. Models of this machine have none: their processes are watched, restarted, and poisonous requests kept from them.
 */
import type { Clock, ScheduledCall } from "../core/clock.ts";
import { type ErrorCode, ReparteeError, toReparteeError } from "../core/errors.ts";
import type { GenerateRequest } from "../core/generate-request.ts";
import type { Log } from "../core/log.ts";
import type { BreakerState, Observer } from "../core/observer.ts";
import type { ModelPool } from "../models/pool/model-pool.ts";
import type { AttemptOutcome } from "./attempt.ts";
import { createFailureWindow, type FailureWindow } from "./failure-window.ts";

export interface Breakers {
  /** Why the model is not asked now, if so. */
  refusal(model: string): ReparteeError | undefined;
  /** The end of a reply by the model. */
  record(model: string, outcome: AttemptOutcome): void;
  /** Models that are not asked now. */
  open(): readonly string[];
  /** Ends the tests. */
  stop(): void;
}

export interface BreakersOptions {
  readonly pool: Pick<ModelPool, "lease" | "info" | "state">;
  readonly clock: Clock;
  readonly log: Log;
  readonly observer: Pick<Observer, "breakerChanged">;
  /** Failures in a row that open one, as does half of twice as many replies in half a minute; 0: none ever opens. */
  readonly failures: number;
}

interface Breaker {
  /** In a row. */
  failures: number;
  readonly recent: FailureWindow;
  lastCode: ErrorCode;
  state: BreakerState;
  openMs: number;
  retryAtMs: number;
  timer?: ScheduledCall;
}

/** Of the replies of the last `ratioWindowMs`, from which on a breaker opens. */
const openingShare = 0.5;
const ratioWindowMs = 30_000;

const firstOpenMs = 5_000;
const longestOpenMs = 120_000;
const testTimeoutMs = 30_000;

/** What an upstream does wrong. The codes of a request's own faults, of waiting and of this server's end are missing. */
const upstreamFailures: ReadonlySet<ErrorCode> = new Set([
  "upstream_error",
  "upstream_unreachable",
  "upstream_truncated",
  "first_token_timeout",
  "token_stall",
  "empty_reply",
  "generation_failed",
]);

const testRequest: GenerateRequest = {
  id: "breaker-test",
  input: { kind: "chat", messages: [{ role: "user", content: "Hi" }] },
  maxTokens: 1,
};

export function createBreakers({ pool, clock, log, observer, failures: limit }: BreakersOptions): Breakers {
  const breakers = new Map<string, Breaker>();
  const stopping = new AbortController();

  function change(model: string, breaker: Breaker, state: BreakerState): void {
    breaker.state = state;
    observer.breakerChanged(model, state);
    const fields = { model, failures: breaker.failures, errorCode: breaker.lastCode };
    if (state === "open") log.warn({ ...fields, openMs: breaker.openMs }, "breaker is open: the model is not asked");
    else if (state === "closed") log.info({ model }, "breaker is closed: the model is asked again");
  }

  function open(model: string, breaker: Breaker): void {
    breaker.retryAtMs = clock.now() + breaker.openMs;
    change(model, breaker, "open");
    breaker.timer = clock.schedule(breaker.openMs, () => void test(model, breaker));
    breaker.openMs = Math.min(longestOpenMs, breaker.openMs * 2);
  }

  async function test(model: string, breaker: Breaker): Promise<void> {
    change(model, breaker, "half-open");
    const ending = new AbortController();
    const timer = clock.schedule(testTimeoutMs, () => ending.abort());
    const signal = AbortSignal.any([ending.signal, stopping.signal]);
    const error = await askForOneToken(pool, model, signal);
    timer.cancel();
    if (stopping.signal.aborted) return;
    if (error === undefined) {
      breakers.delete(model);
      change(model, breaker, "closed");
      return;
    }
    breaker.lastCode = error.code;
    open(model, breaker);
  }

  return {
    refusal(model) {
      const breaker = breakers.get(model);
      if (breaker === undefined || breaker.state === "closed") return undefined;
      const seconds = Math.max(1, Math.ceil((breaker.retryAtMs - clock.now()) / 1000));
      return new ReparteeError(
        "upstream_unavailable",
        `Cannot answer with model "${model}": too many of its last replies failed, the last with ${breaker.lastCode}`,
        {
          hint: "Its server is tried again by itself; meanwhile request another model.",
          facts: { failures: breaker.failures },
          retryAfterSeconds: seconds,
        },
      );
    },
    record(model, outcome) {
      if (limit === 0) return;
      const found = breakers.get(model);
      if (outcome.kind === "finished") {
        if (found?.state !== "closed") return;
        found.failures = 0;
        found.recent.record(clock.now(), false);
        // Forgotten when none of its failures is recent.
        if (found.recent.failures(clock.now()) === 0) breakers.delete(model);
        return;
      }
      if (pool.info(model)?.device !== "remote" || !isFailureOf(outcome.error)) return;
      const breaker = found ?? {
        failures: 0,
        recent: createFailureWindow({ windowMs: ratioWindowMs, minOutcomes: 2 * limit }),
        lastCode: outcome.error.code,
        state: "closed",
        openMs: firstOpenMs,
        retryAtMs: 0,
      };
      breakers.set(model, breaker);
      breaker.failures += 1;
      breaker.lastCode = outcome.error.code;
      breaker.recent.record(clock.now(), true);
      const share = breaker.recent.share(clock.now()) ?? 0;
      if (breaker.state === "closed" && (breaker.failures >= limit || share >= openingShare)) open(model, breaker);
    },
    open: () => [...breakers].filter(([, { state }]) => state !== "closed").map(([model]) => model),
    stop() {
      stopping.abort();
      for (const { timer } of breakers.values()) timer?.cancel();
    },
  };
}

function isFailureOf({ code, facts }: ReparteeError): boolean {
  const status = facts["status"];
  return upstreamFailures.has(code) && !(typeof status === "number" && status >= 400 && status < 500);
}

/** The error that the model ends it with; undefined for a good reply, also an empty one. */
async function askForOneToken(
  pool: Pick<ModelPool, "lease">,
  model: string,
  signal: AbortSignal,
): Promise<ReparteeError | undefined> {
  try {
    const lease = await pool.lease(model, { signal });
    try {
      for await (const event of lease.model.generate(testRequest, signal)) {
        if (event.type === "error") return event.error;
        if (event.type === "finish" && event.reason === "cancelled") return lateTest(model);
      }
      return undefined;
    } finally {
      lease.release();
    }
  } catch (thrown) {
    return toReparteeError(thrown, "generation_failed");
  }
}

function lateTest(model: string): ReparteeError {
  return new ReparteeError("first_token_timeout", `Model "${model}" wrote no token within ${testTimeoutMs} ms`);
}
