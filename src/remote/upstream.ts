/**
 * A server that answers for us: its address, key, connection pool and timeouts, and the one place where a call to it is
 * tried a second time.
 *
 * 1. A call is tried at most twice, and the second time only when the first was never worked on: no connection, 502, 503
 *    or 504, or a `Retry-After` of at most two seconds. Never once an answer with a good status has begun.
 * 2. Redirects are errors: the request carries a key and somebody's words.
 * 3. No error carries the key, and of the server's own words only one short line.
 */
import { withDefaults } from "../core/with-defaults.ts";
import { Agent as PlainAgent } from "node:http";
import type { IncomingMessage } from "node:http";
import { Agent as EncryptedAgent } from "node:https";
import { type Clock, systemClock } from "../core/clock.ts";
import { ReparteeError } from "../core/errors.ts";
import { readAnswer, readAnswerText } from "./answer-body.ts";
import { parseBaseUrl } from "./base-url.ts";
import { createCallScope } from "./call-scope.ts";
import { exchange, ExchangeFailure } from "./exchange.ts";
import { parseRecord, type JsonRecord } from "./parse-record.ts";
import { type Refusal, refusalOf, type UpstreamIdentity } from "./refusal.ts";
import { defaultUpstreamTimeouts, type UpstreamTimeouts } from "./upstream-timeouts.ts";
import { createRetryBudget } from "./retry-budget.ts";
import { unreachableError } from "./unreachable.ts";

export interface UpstreamOptions {
  /** For errors and logs. */
  readonly name: string;
  /** http or https; paths of calls are appended. */
  readonly baseUrl: string;
  /** Sent as `Authorization: Bearer`. */
  readonly apiKey?: string;
  /** What differs from `defaultUpstreamTimeouts`. */
  readonly timeouts?: Partial<UpstreamTimeouts>;
  /** Connections at once; more calls wait for one. Default 64. */
  readonly maxConnections?: number;
  /** Default: the real clock. */
  readonly clock?: Clock;
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
/** Idle connections that are kept for the next call. */
const maxIdleConnections = 16;
/** A reply of 100,000 tokens in frames of 500 bytes is 50 MB; a thousand vectors of 4,096 numbers as well. */
const maxAnswerBytes = 64 * 1024 * 1024;
const maxErrorBytes = 64 * 1024;
/** The second try comes after a random part of this (full jitter), besides what the server asked for. */
const retrySpreadMs = 250;

/** @throws ReparteeError `config_invalid` for an address that cannot be used. */
export function createUpstream(options: UpstreamOptions): Upstream {
  const { name, apiKey, clock = systemClock, random = Math.random } = options;
  const baseUrl = parseBaseUrl(options.baseUrl, name);
  const { origin } = new URL(baseUrl);
  const timeouts = withDefaults<UpstreamTimeouts>(defaultUpstreamTimeouts, options.timeouts);
  const agentOptions = {
    keepAlive: true,
    maxSockets: options.maxConnections ?? defaultMaxConnections,
    maxFreeSockets: maxIdleConnections,
  };
  const agent = baseUrl.startsWith("https:") ? new EncryptedAgent(agentOptions) : new PlainAgent(agentOptions);
  const budget = createRetryBudget(clock);
  const identity: UpstreamIdentity = { name, apiKey };

  async function open(call: UpstreamCall, signal: AbortSignal): Promise<UpstreamAnswer> {
    budget.countRequest();
    const first = await tryOnce(call, signal);
    if (!("error" in first)) return first;
    if (first.retryAfterMs === undefined || !budget.take()) throw first.error;
    await pause(first.retryAfterMs + random() * retrySpreadMs, signal);
    const second = await tryOnce(call, signal);
    if ("error" in second) throw second.error;
    return second;
  }

  async function tryOnce(call: UpstreamCall, signal: AbortSignal): Promise<UpstreamAnswer | Refusal> {
    const body = await requestBody(call);
    const { connectMs } = timeouts;
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
      if (!(thrown instanceof ExchangeFailure)) throw thrown;
      const { error, mayRetry } = unreachableError(thrown, { name, origin, connectMs });
      return { error, retryAfterMs: mayRetry ? 0 : undefined };
    }
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

  return { name, apiKey, clock, timeouts, open, ask, download };
}

interface RequestBody {
  readonly contentType: string;
  readonly bytes: Uint8Array;
}

async function requestBody({ body, form }: UpstreamCall): Promise<RequestBody | undefined> {
  if (form !== undefined) {
    const written = new Response(form);
    const contentType = written.headers.get("content-type") ?? "";
    return { contentType, bytes: new Uint8Array(await written.arrayBuffer()) };
  }
  if (body === undefined) return undefined;
  return { contentType: "application/json", bytes: Buffer.from(JSON.stringify(body)) };
}

function answerTimeout(upstream: string, limitMs: number): ReparteeError {
  const message = `Upstream "${upstream}" gave no whole answer within ${limitMs} ms`;
  return new ReparteeError("total_timeout", message, { facts: { upstream, limit_ms: limitMs } });
}
