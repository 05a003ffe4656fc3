/**
 * Spans to a collector, over HTTP as JSON.
 *
 * 1. No request waits for it, and what it holds is bounded: spans beyond `maxWaiting` are dropped.
 * 2. A collector that does not answer is reported once until it answers again; meanwhile spans are dropped unmade into
 *    JSON, and it is tried every `retryMs`.
 */
import type { Clock, ScheduledCall } from "../../core/clock.ts";
import type { Log } from "../../core/log.ts";
import { type Span, toOtlp } from "./span.ts";

export interface OtlpExporterOptions {
  /** As `OTEL_EXPORTER_OTLP_ENDPOINT`: `/v1/traces` is appended. */
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly service: { readonly name: string; readonly version: string };
  readonly clock: Clock;
  readonly log: Log;
}

export interface SpanExporter {
  add(span: Span): void;
  /** Sends what waits, and no longer than `closeMs`. */
  close(): Promise<void>;
}

const maxWaiting = 8_192;
const maxBatch = 512;
const delayMs = 2_000;
const retryMs = 30_000;
const answerMs = 10_000;
const closeMs = 2_000;

export function createOtlpExporter(options: OtlpExporterOptions): SpanExporter {
  const { clock, log, service } = options;
  const url = `${options.endpoint.replace(/\/+$/, "")}/v1/traces`;
  const headers = { ...options.headers, "content-type": "application/json" };
  let waiting: Span[] = [];
  let timer: ScheduledCall | undefined;
  let sending: Promise<void> | undefined;
  let isDown = false;
  let isClosed = false;

  function schedule(): void {
    if (isClosed || sending !== undefined) return;
    timer ??= clock.schedule(isDown ? retryMs : delayMs, flush);
  }

  function flush(): void {
    timer?.cancel();
    timer = undefined;
    if (sending !== undefined || waiting.length === 0) return;
    sending = send(waiting.splice(0, maxBatch), answerMs).finally(() => {
      sending = undefined;
      if (isDown) waiting = [];
      if (waiting.length > 0) schedule();
    });
  }

  /** Never rejects. */
  async function send(spans: readonly Span[], limitMs: number): Promise<void> {
    try {
      const body = JSON.stringify(toOtlp(spans, service));
      const signal = AbortSignal.timeout(limitMs);
      const response = await fetch(url, { method: "POST", headers, body, signal, redirect: "error" });
      await response.arrayBuffer();
      if (!response.ok) throw new Error(`status ${response.status}`);
      if (isDown) log.info({ url }, "traces are collected again");
      isDown = false;
    } catch (thrown) {
      if (!isDown)
        log.warn({ url, err: thrown }, "traces cannot be sent; they are dropped until the collector answers");
      isDown = true;
    }
  }

  return {
    add(span) {
      if (isClosed || (isDown && waiting.length > 0) || waiting.length >= maxWaiting) return;
      waiting.push(span);
      if (waiting.length >= maxBatch && !isDown) flush();
      else schedule();
    },
    async close() {
      isClosed = true;
      timer?.cancel();
      await sending;
      if (waiting.length > 0 && !isDown) await send(waiting.splice(0), closeMs);
    },
  };
}
