/** One line a request with where its time went; what happens to models is logged by those who do it. No words of anybody. */
import type { Log } from "../core/log.ts";
import { silentObserver, type Observer, type ReplyRecord } from "../core/observer.ts";

export function createReplyLog(log: Log): Observer {
  return {
    ...silentObserver,
    replyFinished(record) {
      const fields = replyFields(record);
      if (record.outcome === "error") log.warn(fields, "reply failed");
      else if (record.outcome === "cancelled") log.info(fields, "reply cancelled");
      else if (!record.complete) log.warn(fields, "reply cut short");
      else log.info(fields, "reply");
    },
  };
}

function replyFields(record: ReplyRecord): Record<string, unknown> {
  const { usage, timings } = record;
  return {
    requestId: record.requestId,
    model: record.model,
    ...(record.requestedModel === record.model ? {} : { requestedModel: record.requestedModel }),
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
