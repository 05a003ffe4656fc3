/**
 * A server that answers for us, or several replicas of one: address, key, connection pool and timeouts, and the one place
 * where a call is tried a second time.
 *
 * 1. A call is tried at most twice, and the second time only when the first was never worked on: no connection, 502, 503
 *    or 504, or a `Retry-After` of at most two seconds. Never once an answer with a good status has begun. The second
 *    try goes to another replica where there is one; a connection that was never open costs the budget nothing then.
 * 2. Redirects are errors: the request carries a key and somebody's words.
 * 3. No error carries the key, and of the server's own words only one short line.
 */
import { withDefaults } from "../core/with-defaults.ts";
import type { IncomingMessage } from "node:http";
import { type Clock, systemClock } from "../core/clock.ts";
import { ReparteeError } from "../core/errors.ts";
import type { Tracer } from "../core/tracing.ts";
import { readAnswer, readAnswerText } from "./answer-body.ts";
import { parseBaseUrl } from "./base-url.ts";
import { createCallScope } from "./call-scope.ts";
import { exchange, ExchangeFailure } from "./exchange.ts";
import { parseRecord, type JsonRecord } from "./parse-record.ts";
import { type Refusal, refusalOf, type UpstreamIdentity } from "./refusal.ts";
import { defaultUpstreamTimeouts, type UpstreamTimeouts } from "./upstream-timeouts.ts";
import { createReplicas, type Replica } from "./replicas.ts";
import { createRetryBudget } from "./retry-budget.ts";
import { unreachableError } from "./unreachable.ts";

export interface UpstreamOptions {
  /** For errors and logs. */
  readonly name: string;
  /** http or https; paths of calls are appended. */
  readonly baseUrl: string;
  /** More servers with the same models. */
  readonly replicas?: readonly string[];
  /** Sent as `Authorization: Bearer`. */
  readonly apiKey?: string;
  /** What differs from `defaultUpstreamTimeouts`. */
  readonly timeouts?: Partial<UpstreamTimeouts>;
  /** Connections at once to each server; more calls wait for one. Default 64. */
  readonly maxConnections?: number;
  /** Default: the real clock. */
  readonly clock?: Clock;
  /** Absent: calls are not traced. */
  readonly tracer?: Tracer;
  /** 0 up to 1, for the time before a second try. Default: `Math.random`. */
  readonly random?: () => number;
}

export interface UpstreamCall {
  readonly method: "GET" | "POST";
  /** Begins with a slash. */
  readonly path: string;
  readonly body?: object;
  /** In place of `body`. */
  readonly form?: FormData;
  readonly headers?: Readonly<Record<string, string>>;
  /** Requested media type. */
  readonly accept?: string;
  /** The same for calls that one replica should get. */
  readonly affinity?: string;
}

/** An answer with a good status, whose body is still to be read. */
export interface UpstreamAnswer {
  /** Without parameters, in small letters; empty when the server named none. */
  readonly mediaType: string;
  readonly body: AsyncIterable<Uint8Array>;
}

export interface DownloadedAnswer {
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

export interface Upstream extends UpstreamIdentity {
  readonly clock: Clock;
  readonly timeouts: UpstreamTimeouts;
  readonly tracer: Tracer | undefined;
  /** Servers behind it. */
  readonly replicaCount: number;
  /**
   * Opens an answer. Aborting `signal` closes it; it must be aborted at the latest when the answer is of no more use.
   * @throws ReparteeError `upstream_unreachable`, `upstream_error`, `upstream_rate_limited`, `model_not_found`,
   * `context_length_exceeded`, `invalid_request`, `payload_too_large`; the signal's reason once it is aborted.
   */
  open(call: UpstreamCall, signal: AbortSignal): Promise<UpstreamAnswer>;
  /**
   * The whole answer, one JSON object, within `limitMs` (default: `questionMs`).
   * @throws ReparteeError as `open`, `upstream_truncated`, `total_timeout`.
   */
  ask(call: UpstreamCall, signal: AbortSignal, limitMs?: number): Promise<JsonRecord>;
  /** The whole answer as bytes. @throws ReparteeError as `ask`. */
  download(call: UpstreamCall, signal: AbortSignal, limitMs: number): Promise<DownloadedAnswer>;
}

const defaultMaxConnections = 64;
/** A reply of 100,000 tokens in frames of 500 bytes is 50 MB; a thousand vectors of 4,096 numbers as well. */
const maxAnswerBytes = 64 * 1024 * 1024;
const maxErrorBytes = 64 * 1024;
/** The second try comes after a random part of this (full jitter), besides what the server asked for. */
const retrySpreadMs = 250;

/** @throws ReparteeError `config_invalid` for an address that cannot be used. */
export function createUpstream(options: UpstreamOptions): Upstream {
  const { name, apiKey, clock = systemClock, random = Math.random, tracer } = options;
  const timeouts = withDefaults<UpstreamTimeouts>(defaultUpstreamTimeouts, options.timeouts);
  const replicas = createReplicas({
    baseUrls: [options.baseUrl, ...(options.replicas ?? [])].map((url) => parseBaseUrl(url, name)),
    maxConnections: options.maxConnections ?? defaultMaxConnections,
    clock,
  });
  const budget = createRetryBudget(clock);
  const identity: UpstreamIdentity = { name, apiKey };

  async function open(call: UpstreamCall, signal: AbortSignal): Promise<UpstreamAnswer> {
    budget.countRequest();
    const replica = replicas.pick(call.affinity);
    const first = await tryOnce(call, replica, signal);
    if (!("error" in first)) return first;
    if (first.retryAfterMs === undefined) throw first.error;
    const other = replicas.pick(call.affinity, replica);
    const isUnseen = other !== replica && first.error.code === "upstream_unreachable";
    if (!isUnseen && !budget.take()) throw first.error;
    if (!isUnseen) await pause(first.retryAfterMs + random() * retrySpreadMs, signal);
    const second = await tryOnce(call, other, signal);
    if ("error" in second) throw second.error;
    return second;
  }

  async function tryOnce(call: UpstreamCall, replica: Replica, signal: AbortSignal): Promise<UpstreamAnswer | Refusal> {
    const { agent, baseUrl, origin } = replica;
    const body = call.form === undefined ? jsonBody(call.body) : await formBody(call.form);
    const { connectMs } = timeouts;
    const leave = replica.enter();
    let response: IncomingMessage;
    try {
      response = await exchange(
        {
          url: baseUrl + call.path,
          method: call.method,
          headers: headersOf(call, body),
          body: body?.bytes,
          agent,
          clock,
          connectMs,
        },
        signal,
      );
    } catch (thrown) {
      leave();
      if (!(thrown instanceof ExchangeFailure)) throw thrown;
      if (thrown.phase === "connecting") replica.avoid();
      const { error, mayRetry } = unreachableError(thrown, { name, origin, connectMs });
      return { error, retryAfterMs: mayRetry ? 0 : undefined };
    }
    response.once("close", leave);
    const { statusCode: status = 0, headers } = response;
    const encoding = headers["content-encoding"] ?? "identity";
    if (status >= 200 && status < 300 && encoding === "identity") {
      const mediaType = (headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
      return { mediaType, body: readAnswer(response, { upstream: name, limitBytes: maxAnswerBytes }, signal) };
    }
    const text = await readErrorText(response, signal);
    return refusalOf({ status, headers, text }, identity);
  }

  /** A body that is too long or breaks off says no less than none: the status is what counts. */
  async function readErrorText(response: IncomingMessage, signal: AbortSignal): Promise<string> {
    try {
      return await readAnswerText(response, { upstream: name, limitBytes: maxErrorBytes }, signal);
    } catch (thrown) {
      if (signal.aborted) throw thrown;
      return "";
    }
  }

  function headersOf(call: UpstreamCall, body: RequestBody | undefined): Record<string, string> {
    return {
      accept: call.accept ?? "application/json",
      "accept-encoding": "identity",
      "user-agent": "repartee",
      ...(body === undefined
        ? {}
        : { "content-type": body.contentType, "content-length": String(body.bytes.byteLength) }),
      ...(apiKey === undefined || apiKey === "" ? {} : { authorization: `Bearer ${apiKey}` }),
      ...call.headers,
    };
  }

  function pause(delayMs: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        scheduled.cancel();
        reject(signal.reason);
      };
      const scheduled = clock.schedule(delayMs, () => {
        signal.removeEventListener("abort", onAbort);
        resolve();
      });
      signal.addEventListener("abort", onAbort, { once: true });
    });
  }

  async function download(call: UpstreamCall, signal: AbortSignal, limitMs: number): Promise<DownloadedAnswer> {
    const scope = createCallScope(signal);
    const limit = clock.schedule(limitMs, () => scope.abort(answerTimeout(name, limitMs)));
    try {
      const { body, mediaType } = await open(call, scope.signal);
      const chunks: Uint8Array[] = [];
      for await (const chunk of body) chunks.push(chunk);
      return { mediaType, bytes: Buffer.concat(chunks) };
    } finally {
      limit.cancel();
      scope.end();
    }
  }

  async function ask(
    call: UpstreamCall,
    signal: AbortSignal,
    limitMs: number = timeouts.questionMs,
  ): Promise<JsonRecord> {
    const { bytes } = await download(call, signal, limitMs);
    const text = new TextDecoder().decode(bytes);
    const fields = parseRecord(text);
    if (fields === undefined || fields["error"] != null)
      throw refusalOf({ status: 200, headers: {}, text }, identity).error;
    return fields;
  }

  return { name, apiKey, clock, timeouts, tracer, replicaCount: replicas.count, open, ask, download };
}

interface RequestBody {
  readonly contentType: string;
  readonly bytes: Uint8Array;
}

async function formBody(form: FormData): Promise<RequestBody> {
  const written = new Response(form);
  const contentType = written.headers.get("content-type") ?? "";
  return { contentType, bytes: new Uint8Array(await written.arrayBuffer()) };
}

function jsonBody(body: object | undefined): RequestBody | undefined {
  return body === undefined ? undefined : { contentType: "application/json", bytes: Buffer.from(JSON.stringify(body)) };
}

function answerTimeout(upstream: string, limitMs: number): ReparteeError {
  const message = `Upstream "${upstream}" gave no whole answer within ${limitMs} ms`;
  return new ReparteeError("total_timeout", message, { facts: { upstream, limit_ms: limitMs } });
}
