/**
 * The spans of a request, with the names of OpenTelemetry's conventions for HTTP and for generative models:
 * https://opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-spans/
 *
 *   POST /v1/chat/completions       server
 *   └── chat MODEL                  one for each reply
 *       ├── fallback                what was tried before the model that answered
 *       ├── queue, load, prefill, decode
 *       └── upstream NAME           client; its traceparent goes to the other server
 *
 * Those of a reply are made at its end, from the times that its record has: while it runs it costs nothing more.
 */
import type { Observer, ReplyRecord } from "../../core/observer.ts";
import type { Tracer } from "../../core/tracing.ts";
import type { SpanExporter } from "./otlp-exporter.ts";
import { newSpanId, newTraceId, readTraceparent, type TraceContext, writeTraceparent } from "./trace-context.ts";

interface TracedRequest {
  readonly context: TraceContext;
  /** The span of the client that asked. */
  readonly parentId: string | undefined;
  /** The reply's own span, by the id of the reply: known before its end, as the upstream's span hangs on it. */
  readonly replies: Map<string, string>;
}

export interface RequestTracer extends Tracer {
  /** Makes the spans of replies beside what the observer does. */
  observe(observer: Observer): Observer;
}

/** @param nowMs Milliseconds since 1970. */
export function createTracer(exporter: SpanExporter, nowMs: () => number = Date.now): RequestTracer {
  const requests = new Map<string, TracedRequest>();

  /** Replies and attempts of a request have its id with `#1` or `.1` behind it. */
  function find(id: string): { readonly request: TracedRequest; readonly reply: string } | undefined {
    const reply = id.replace(/\.\d{1,2}$/, "");
    for (const [key, name] of [
      [id, id],
      [reply, reply],
      [reply.replace(/#\d+$/, ""), reply],
    ] as const) {
      const request = requests.get(key);
      if (request !== undefined) return { request, reply: name };
    }
    return undefined;
  }

  function replySpan({ replies }: TracedRequest, reply: string): string {
    const known = replies.get(reply);
    if (known !== undefined) return known;
    const spanId = newSpanId();
    replies.set(reply, spanId);
    return spanId;
  }

  function traceReply(record: ReplyRecord): void {
    const found = find(record.requestId);
    if (found === undefined || !found.request.context.isSampled) return;
    const { traceId, spanId: parentId } = found.request.context;
    const spanId = replySpan(found.request, found.reply);
    const { timings, usage } = record;
    const endMs = nowMs();
    const startMs = endMs - timings.totalMs;
    exporter.add({
      traceId,
      spanId,
      parentId,
      name: `chat ${record.requestedModel}`,
      kind: "internal",
      startMs,
      endMs,
      attributes: {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "repartee",
        "gen_ai.request.model": record.requestedModel,
        "gen_ai.response.model": record.model,
        "gen_ai.response.finish_reasons": record.finishReason === undefined ? undefined : [record.finishReason],
        "gen_ai.usage.input_tokens": usage.promptTokens,
        "gen_ai.usage.output_tokens": usage.completionTokens,
        "repartee.source": record.source,
        "repartee.reason": record.reason,
        "repartee.complete": record.complete,
      },
      ...(record.errorCode === undefined ? {} : { errorCode: record.errorCode }),
    });
    for (const { name, fromMs, tookMs } of stagesOf(record, startMs, endMs)) {
      const times = { startMs: fromMs, endMs: fromMs + tookMs };
      const attributes = name === "fallback" ? { "repartee.reason": record.reason } : {};
      exporter.add({ traceId, spanId: newSpanId(), parentId: spanId, name, kind: "internal", ...times, attributes });
    }
  }

  return {
    begin(requestId, traceparent) {
      const given = readTraceparent(traceparent);
      const context = {
        traceId: given?.traceId ?? newTraceId(),
        spanId: newSpanId(),
        isSampled: given?.isSampled ?? true,
      };
      requests.set(requestId, { context, parentId: given?.spanId, replies: new Map() });
    },
    end(requestId, { method, route, status, durationMs, aborted }) {
      const request = requests.get(requestId);
      requests.delete(requestId);
      if (request === undefined || !request.context.isSampled) return;
      const { traceId, spanId } = request.context;
      const endMs = nowMs();
      exporter.add({
        ...{ traceId, spanId, parentId: request.parentId, name: `${method} ${route}`, kind: "server" },
        ...{ startMs: endMs - durationMs, endMs },
        attributes: {
          "http.request.method": method,
          "http.route": route,
          "http.response.status_code": status,
          "repartee.request_id": requestId,
          "repartee.aborted": aborted,
        },
        ...(status >= 500 ? { errorCode: String(status) } : {}),
      });
    },
    callUpstream(requestId, upstream, model) {
      const found = find(requestId);
      if (found === undefined) return undefined;
      const { traceId, isSampled } = found.request.context;
      const parentId = replySpan(found.request, found.reply);
      const spanId = newSpanId();
      const startMs = nowMs();
      return {
        traceparent: writeTraceparent({ traceId, spanId, isSampled }),
        end(errorCode) {
          if (!isSampled) return;
          const attributes = { "gen_ai.request.model": model, "peer.service": upstream };
          const times = { startMs, endMs: nowMs() };
          const failure = errorCode === undefined ? {} : { errorCode };
          exporter.add({
            ...{ traceId, spanId, parentId, name: `upstream ${upstream}`, kind: "client", attributes },
            ...times,
            ...failure,
          });
        },
      };
    },
    observe: (observer) => ({
      ...observer,
      replyFinished(record) {
        traceReply(record);
        observer.replyFinished(record);
      },
    }),
  };
}

interface Stage {
  readonly name: string;
  readonly fromMs: number;
  readonly tookMs: number;
}

/** Queue and load from the reply's start on, the model's own work up to its end, and between them what failed. */
function stagesOf({ timings, source }: ReplyRecord, startMs: number, endMs: number): readonly Stage[] {
  const { queueMs, loadMs, prefillMs, decodeMs } = timings;
  const loadFromMs = startMs + queueMs;
  const loadedMs = loadFromMs + loadMs;
  const decodeFromMs = Math.max(loadedMs, endMs - decodeMs);
  const prefillFromMs = Math.max(loadedMs, decodeFromMs - prefillMs);
  const stages = [
    { name: "queue", fromMs: startMs, tookMs: queueMs },
    { name: "load", fromMs: loadFromMs, tookMs: loadMs },
    { name: "prefill", fromMs: prefillFromMs, tookMs: decodeFromMs - prefillFromMs },
    { name: "decode", fromMs: decodeFromMs, tookMs: endMs - decodeFromMs },
  ].filter(({ tookMs }) => tookMs > 0);
  const isFallback = source === "fallback_model" || source === "template";
  return isFallback ? [{ name: "fallback", fromMs: startMs, tookMs: prefillFromMs - startMs }, ...stages] : stages;
}
