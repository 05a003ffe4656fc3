import type { Clock } from "../core/clock.ts";
import type { ReparteeError } from "../core/errors.ts";
import type { ErrorEvent, FinishEvent } from "../core/generate-event.ts";
import type { Log } from "../core/log.ts";
import type { Observer, ReplyRecord } from "../core/observer.ts";
import type { ReplyFinishEvent, ReplyOrigin, ReplyTimings } from "../core/reply.ts";
import { noTimings } from "../core/timings.ts";
import { noUsage, type Usage } from "../core/usage.ts";
import type { AttemptOutcome } from "./attempt.ts";
import type { ReplyRequest } from "./serving.ts";

/** How a reply ends: the last event for the reader, and the record for log and metrics. */
export interface ReplyEnd {
  readonly terminal: ReplyFinishEvent | ErrorEvent;
  readonly record: ReplyRecord;
}

/** What is known of one reply so far, and the three ways in which it can end. */
export interface ReplyReport {
  /** Adds an attempt. */
  add(origin: ReplyOrigin, outcome: AttemptOutcome): void;
  finished(finish: FinishEvent): ReplyEnd;
  /** The reader left, or has enough. */
  cancelled(): ReplyEnd;
  /** Nothing more can be done: an honest error; or, with `fallback: "template"`, the end of what was sent so far. */
  failed(error: ReparteeError): ReplyEnd;
}

export interface ReplyReportOptions {
  readonly request: ReplyRequest;
  readonly clock: Clock;
}

export function createReplyReport({ request, clock }: ReplyReportOptions): ReplyReport {
  const arrivedMs = clock.now();
  const requestedModel = request.models[0] ?? "";
  let origin: ReplyOrigin = { source: "model", model: requestedModel };
  let committed = false;
  let usage: Usage = noUsage;
  let queueMs = 0;
  let loadMs = 0;
  let firstTokenMs: number | null = null;

  function timings(event?: FinishEvent): ReplyTimings {
    return { ...(event?.timings ?? noTimings), queueMs, loadMs, firstTokenMs, totalMs: clock.now() - arrivedMs };
  }

  function record(end: Pick<ReplyRecord, "outcome" | "complete" | "timings"> & Partial<ReplyRecord>): ReplyRecord {
    const { source, model, reason } = origin;
    return {
      requestId: request.requestId,
      requestedModel,
      model,
      source: committed ? source : "none",
      usage,
      reason,
      ...end,
    };
  }

  function finish(event: Omit<ReplyFinishEvent, "type" | "usage" | keyof ReplyOrigin>): ReplyFinishEvent {
    return { type: "finish", ...origin, usage, ...event };
  }

  return {
    add(next, outcome) {
      origin = next;
      committed = outcome.kind === "finished" || outcome.committed;
      usage = outcome.usage;
      queueMs += outcome.queueMs;
      loadMs += outcome.loadMs;
      if (outcome.firstTextAtMs !== undefined) firstTokenMs = outcome.firstTextAtMs - arrivedMs;
    },
    finished(event) {
      const { reason: finishReason, warnings } = event;
      const measured = timings(event);
      return {
        terminal: finish({ finishReason, complete: true, timings: measured, warnings }),
        record: record({ outcome: "ok", finishReason, complete: true, timings: measured }),
      };
    },
    cancelled() {
      if (request.enough?.aborted === true && committed) {
        const end = { finishReason: "stop", complete: true, timings: timings() } as const;
        return { terminal: finish({ ...end, warnings: [] }), record: record({ ...end, outcome: "ok" }) };
      }
      const end = { finishReason: "cancelled", complete: false, timings: timings() } as const;
      return { terminal: finish({ ...end, warnings: [] }), record: record({ ...end, outcome: "cancelled" }) };
    },
    failed(error) {
      const failure = { outcome: "error", errorCode: error.code, complete: false, timings: timings() } as const;
      if (request.fallback === "none") return { terminal: { type: "error", error }, record: record(failure) };
      origin = { ...origin, reason: error.code };
      // OpenAI's reason for a reply that was cut off is `length`; `complete` says the rest.
      const end = { finishReason: "length", complete: false, timings: failure.timings } as const;
      return { terminal: finish({ ...end, warnings: [] }), record: record({ ...failure, ...end }) };
    },
  };
}

/** Writes a reply's log line and reports it to the observer. Never throws. */
export function recordReply(
  record: ReplyRecord,
  { log, observer }: { readonly log: Log; readonly observer: Pick<Observer, "replyFinished"> },
): void {
  try {
    logReply(log, record);
    observer.replyFinished(record);
  } catch (thrown) {
    log.error({ requestId: record.requestId, err: thrown }, "reply could not be recorded");
  }
}

/** One line a reply, with where its time went. Events of models are logged where they happen. Never any user's text. */
function logReply(log: Log, record: ReplyRecord): void {
  const fields = replyFields(record);
  if (record.outcome === "error") log.warn(fields, "reply failed");
  else if (record.outcome === "cancelled") log.info(fields, "reply cancelled");
  else if (!record.complete) log.warn(fields, "reply cut off");
  else log.info(fields, "reply");
}

function replyFields(record: ReplyRecord): Record<string, unknown> {
  const { usage, timings } = record;
  return {
    requestId: record.requestId,
    model: record.model,
    requestedModel: record.requestedModel === record.model ? undefined : record.requestedModel,
    source: record.source,
    reason: record.reason,
    errorCode: record.errorCode,
    finishReason: record.finishReason,
    promptTokens: usage.promptTokens,
    cachedTokens: usage.cachedTokens,
    completionTokens: usage.completionTokens,
    queueMs: Math.round(timings.queueMs),
    loadMs: Math.round(timings.loadMs),
    waitMs: Math.round(timings.waitMs),
    prefillMs: Math.round(timings.prefillMs),
    firstTokenMs: timings.firstTokenMs === null ? null : Math.round(timings.firstTokenMs),
    decodeMs: Math.round(timings.decodeMs),
    totalMs: Math.round(timings.totalMs),
  };
}
