/**
 * One request over HTTP and the head of its answer. `node:http` and not `fetch`: the connection pool and the time that a
 * connection may take can be set here, and Node's own `fetch` lets neither be set without another package; besides, it
 * follows redirects by default and gives up after five minutes without a byte.
 */
import { request as sendPlain, type Agent, type IncomingMessage } from "node:http";
import { request as sendEncrypted } from "node:https";
import type { Socket } from "node:net";
import type { Clock, ScheduledCall } from "../core/clock.ts";

export interface ExchangeOptions {
  readonly url: string;
  readonly method: "GET" | "POST";
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | undefined;
  readonly agent: Agent;
  readonly clock: Clock;
  readonly connectMs: number;
}

/** No answer came. */
export class ExchangeFailure extends Error {
  override readonly name = "ExchangeFailure";
  /**
   * `connecting`: nothing of the request can have reached the server. `stale`: a connection that had stood idle was
   * closed, most likely before the request came. `waiting`: the server had it and gave no answer.
   */
  readonly phase: "connecting" | "stale" | "waiting";
  /** Such as `ECONNREFUSED`; `CONNECT_TIMEOUT` when the connect clock ran out. */
  readonly code: string;

  constructor(phase: ExchangeFailure["phase"], code: string, cause?: unknown) {
    super(code, { cause });
    this.phase = phase;
    this.code = code;
  }
}

const connectParts = 4;

/** Connections that were open already. A request that waited for one does not learn that it was reused. */
const standing = new WeakSet<Socket>();

/**
 * Sends the request. Until the answer's body was read to its end, aborting `signal` closes the connection.
 * @throws ExchangeFailure when there is no answer; the signal's reason once it is aborted.
 */
export function exchange(options: ExchangeOptions, signal: AbortSignal): Promise<IncomingMessage> {
  const { url, method, headers, body, agent, clock, connectMs } = options;
  const encrypted = url.startsWith("https:");

  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    let phase: ExchangeFailure["phase"] = "connecting";
    let connectClock: ScheduledCall | undefined;
    const request = (encrypted ? sendEncrypted : sendPlain)(url, { method, headers, agent });

    function fail(error: unknown): void {
      connectClock?.cancel();
      reject(error);
      request.destroy();
    }

    function onAbort(): void {
      fail(signal.reason);
    }
    signal.addEventListener("abort", onAbort, { once: true });
    request.once("close", () => signal.removeEventListener("abort", onAbort));

    request.once("socket", (socket) => {
      if (standing.has(socket)) {
        phase = "stale";
        return;
      }
      countConnectTime(connectMs);
      socket.once(encrypted ? "secureConnect" : "connect", () => {
        standing.add(socket);
        phase = "waiting";
        connectClock?.cancel();
      });

      /**
       * Time in which the event loop stood still does not count: meanwhile the connection may have been made, and only
       * its news waits. So the time is taken in parts, and each is followed by a look at the news.
       */
      function countConnectTime(leftMs: number): void {
        const partMs = Math.min(leftMs, Math.ceil(connectMs / connectParts));
        connectClock = clock.schedule(partMs, () => {
          setImmediate(() => {
            if (phase !== "connecting" || request.destroyed) return;
            if (leftMs > partMs) return countConnectTime(leftMs - partMs);
            fail(new ExchangeFailure(phase, "CONNECT_TIMEOUT"));
          });
        });
      }
    });
    request.once("response", resolve);
    // Stays: once the answer has begun, its body reports errors, and they come here a second time.
    request.on("error", (error) => fail(new ExchangeFailure(phase, codeOf(error), error)));
    request.end(body);
  });
}

function codeOf(error: Error): string {
  return "code" in error && typeof error.code === "string" ? error.code : "UNKNOWN";
}
