/**
 * An observer that also writes one line a reply, with where its time went. Events of models are logged where they
 * happen. Never any user's text.
 */
import type { Log } from "../core/log.ts";
import type { Observer, ReplyRecord } from "../core/observer.ts";

export function logReplies(log: Log, observer: Observer): Observer {
  return {
    ...observer,
    replyFinished(record) {
      const fields = replyFields(record);
      if (record.outcome === "error") log.warn(fields, "reply failed");
      else if (record.outcome === "cancelled") log.info(fields, "reply cancelled");
      else if (!record.complete) log.warn(fields, "reply cut off");
      else log.info(fields, "reply");
      observer.replyFinished(record);
    },
  };
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
