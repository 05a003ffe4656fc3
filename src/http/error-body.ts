import { errorCatalog, ReparteeError } from "../core/errors.ts";
import type { ErrorCode } from "../core/errors.ts";
import { hidePaths } from "./hidden-paths.ts";

/** The body of every answer that is an error, in OpenAI's shape. Facts such as `n_ctx` are in addition to the known fields. */
export interface ErrorBody {
  readonly error: {
    readonly message: string;
    readonly type: string;
    readonly param: string | null;
    readonly code: string;
    readonly hint?: string;
    readonly [fact: string]: string | number | boolean | null | undefined;
  };
}

export interface ErrorAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: ErrorBody;
}

/** Seconds to wait where the error itself has none: each of these states is temporary. */
const usualRetryAfterSeconds: Partial<Record<ErrorCode, number>> = {
  queue_full: 1,
  queue_timeout: 1,
  model_unloaded: 1,
  model_loading: 2,
  draining: 5,
};

/** The one place where an error becomes an HTTP answer. */
export function toErrorAnswer(error: ReparteeError, requestId: string): ErrorAnswer {
  return { status: error.status, headers: errorHeaders(error), body: toErrorBody(error, requestId) };
}

/** An unexpected error shows no internals: the request's id leads to it in the log. */
export function toErrorBody(error: ReparteeError, requestId: string): ErrorBody {
  const { type } = errorCatalog[error.code];
  if (error.code === "internal") {
    const message = "Cannot answer: something unexpected went wrong inside the server";
    const hint = `Look for request id ${requestId} in the server's log`;
    return { error: { message, type, param: null, code: error.code, hint } };
  }
  const { facts, message, param, code, hint } = showable(error);
  return { error: { ...facts, message, type, param: param ?? null, code, hint } };
}

/** Without paths of this machine, whatever the contract of the route is; the log has them. */
export function showable(error: ReparteeError): ReparteeError {
  const { cause, code, facts, hint, message, param, retryAfterSeconds } = error;
  return new ReparteeError(code, hidePaths(message), {
    cause,
    facts: shownFacts(facts),
    hint: hint === undefined ? undefined : hidePaths(hint),
    param,
    retryAfterSeconds,
  });
}

/** What a process wrote before it died is for the log alone. */
function shownFacts({ stderr: _, ...facts }: ReparteeError["facts"]): ReparteeError["facts"] {
  const shown = Object.entries(facts).map(([name, value]) => [
    name,
    typeof value === "string" ? hidePaths(value) : value,
  ]);
  return Object.fromEntries(shown);
}

/** The last frame of an event stream that broke off after its status line had been sent. */
export function toErrorFrame(error: ReparteeError, requestId: string): string {
  return `data: ${JSON.stringify(toErrorBody(error, requestId))}\n\n`;
}

function errorHeaders(error: ReparteeError): Record<string, string> {
  const headers: Record<string, string> = {};
  const retryAfterSeconds = error.retryAfterSeconds ?? usualRetryAfterSeconds[error.code];
  if (retryAfterSeconds !== undefined) headers["retry-after"] = String(Math.max(1, Math.ceil(retryAfterSeconds)));
  if (error.code === "unauthorized") headers["www-authenticate"] = 'Bearer realm="repartee"';
  if (error.code === "upgrade_required") Object.assign(headers, { connection: "Upgrade", upgrade: "websocket" });
  if (error.code === "method_not_allowed") headers["allow"] = String(error.facts["allow"] ?? "");
  return headers;
}
