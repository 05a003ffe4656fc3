import { createHash } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { ReparteeError } from "../../core/errors.ts";

/** A request that may be sent again and is answered once. */
export interface RequestKey {
  /** A digest of who asks and of the key. */
  readonly id: string;
  /** A digest of who asks, without the user: the bound on stored replies is for all users of an API key together. */
  readonly owner: string;
  /** A digest of what is asked. */
  readonly fingerprint: string;
  /** The last event that the client has, where it goes on with a stream. */
  readonly lastEventId?: string;
}

export interface KeyedRequest {
  readonly headers: IncomingHttpHeaders;
  readonly path: string;
  readonly body: unknown;
  readonly wantsEvents: boolean;
  /** Names the API key; absent where none is needed. */
  readonly digest?: string;
  readonly userId?: string;
}

/** Undefined without `Idempotency-Key`. @throws ReparteeError `invalid_request`. */
export function readRequestKey(request: KeyedRequest): RequestKey | undefined {
  const key = headerOf(request, "idempotency-key");
  const lastEventId = headerOf(request, "last-event-id");
  if (key === undefined) {
    if (lastEventId === undefined) return undefined;
    throw invalid(
      "Last-Event-ID: expected Idempotency-Key beside it, got none",
      "The key names the stream to go on with",
    );
  }
  if (!/^[\x21-\x7e]{1,255}$/.test(key)) {
    throw invalid(
      `Idempotency-Key: expected 1 to 255 visible ASCII characters, got ${JSON.stringify(key.slice(0, 64))}`,
      "Make one for each request that is not a repeat, such as a UUID",
    );
  }
  const owner = digestOf(request.digest ?? "anybody");
  return {
    id: digestOf(owner, request.userId ?? "", key),
    owner,
    fingerprint: digestOf(request.path, request.wantsEvents ? "events" : "whole", canonical(request.body)),
    ...(lastEventId === undefined ? {} : { lastEventId }),
  };
}

function headerOf({ headers }: KeyedRequest, name: string): string | undefined {
  const value = headers[name];
  const first = Array.isArray(value) ? value.join(",") : value;
  return first === "" ? undefined : first;
}

/** Lengths go in: no two lists of parts are the same text. */
function digestOf(...parts: readonly string[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(`${part.length}:${part}`);
  return hash.digest("base64url");
}

/** Fields in one order: a client that sends them in another sends the same. */
function canonical(body: unknown): string {
  return JSON.stringify(body ?? null, (_name, part: unknown) => {
    if (typeof part !== "object" || part === null || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  });
}

function invalid(message: string, hint: string): ReparteeError {
  return new ReparteeError("invalid_request", message, { hint });
}
