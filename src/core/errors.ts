/**
 * Every error that Repartee itself raises. A code is stable and documented in docs/errors.md (a test compares both);
 * `status` is what HTTP answers with; `type` is the word of OpenAI's error body.
 */
export const errorCatalog = {
  invalid_request: { status: 400, type: "invalid_request_error" },
  context_length_exceeded: { status: 400, type: "invalid_request_error" },
  unsupported_by_model: { status: 400, type: "invalid_request_error" },
  request_quarantined: { status: 400, type: "invalid_request_error" },
  unauthorized: { status: 401, type: "authentication_error" },
  missing_scope: { status: 403, type: "permission_error" },
  wrong_user: { status: 403, type: "permission_error" },
  forbidden_host: { status: 403, type: "permission_error" },
  not_found: { status: 404, type: "invalid_request_error" },
  model_not_found: { status: 404, type: "invalid_request_error" },
  persona_not_found: { status: 404, type: "invalid_request_error" },
  repository_not_found: { status: 404, type: "invalid_request_error" },
  repository_file_not_found: { status: 404, type: "invalid_request_error" },
  package_not_found: { status: 404, type: "invalid_request_error" },
  package_file_not_found: { status: 404, type: "invalid_request_error" },
  model_gated: { status: 403, type: "permission_error" },
  method_not_allowed: { status: 405, type: "invalid_request_error" },
  model_in_use: { status: 409, type: "invalid_request_error" },
  event_not_found: { status: 409, type: "invalid_request_error" },
  reply_not_kept: { status: 409, type: "invalid_request_error" },
  idempotency_key_reused: { status: 422, type: "invalid_request_error" },
  upgrade_required: { status: 426, type: "invalid_request_error" },
  payload_too_large: { status: 413, type: "invalid_request_error" },
  unsupported_media_type: { status: 415, type: "invalid_request_error" },
  queue_full: { status: 429, type: "rate_limit_error" },
  rate_limited: { status: 429, type: "rate_limit_error" },
  upstream_rate_limited: { status: 429, type: "rate_limit_error" },
  queue_timeout: { status: 429, type: "rate_limit_error" },
  cancelled: { status: 499, type: "server_error" },
  internal: { status: 500, type: "server_error" },
  generation_failed: { status: 502, type: "server_error" },
  empty_reply: { status: 502, type: "server_error" },
  unusable_reply: { status: 502, type: "server_error" },
  runner_crashed: { status: 502, type: "server_error" },
  upstream_unreachable: { status: 502, type: "server_error" },
  upstream_error: { status: 502, type: "server_error" },
  upstream_truncated: { status: 502, type: "server_error" },
  hub_token_rejected: { status: 502, type: "server_error" },
  download_failed: { status: 502, type: "server_error" },
  checksum_mismatch: { status: 502, type: "server_error" },
  package_client_failed: { status: 502, type: "server_error" },
  hub_unreachable: { status: 503, type: "server_error" },
  package_client_missing: { status: 503, type: "server_error" },
  package_registry_unreachable: { status: 503, type: "server_error" },
  no_model_configured: { status: 503, type: "server_error" },
  model_file_missing: { status: 503, type: "server_error" },
  model_file_invalid: { status: 503, type: "server_error" },
  model_load_failed: { status: 503, type: "server_error" },
  upstream_unavailable: { status: 503, type: "server_error" },
  model_loading: { status: 503, type: "server_error" },
  no_voice: { status: 503, type: "server_error" },
  model_unloaded: { status: 503, type: "server_error" },
  insufficient_memory: { status: 503, type: "server_error" },
  draining: { status: 503, type: "server_error" },
  download_stalled: { status: 504, type: "server_error" },
  load_timeout: { status: 504, type: "server_error" },
  first_token_timeout: { status: 504, type: "server_error" },
  token_stall: { status: 504, type: "server_error" },
  total_timeout: { status: 504, type: "server_error" },
  server_unreachable: { status: 503, type: "server_error" },
  storage_unavailable: { status: 503, type: "server_error" },
  disk_full: { status: 507, type: "server_error" },
  config_invalid: { status: 500, type: "server_error" },
} as const;

export type ErrorCode = keyof typeof errorCatalog;

export interface ErrorDetails {
  /** The next action, for the person who reads it. */
  readonly hint?: string;
  /** The request's field that was wrong, such as `messages[0].content`. */
  readonly param?: string;
  /** Numbers and names that a program may want: `n_prompt_tokens`, `n_ctx`. */
  readonly facts?: Readonly<Record<string, string | number | boolean>>;
  /** Seconds after which the same request may succeed. */
  readonly retryAfterSeconds?: number;
  readonly cause?: unknown;
}

/**
 * An error with a stable code. The message names the action, the expected state and the actual state:
 * `Cannot load model "x": file needs 3.1 GB, free memory is 2.4 GB`.
 */
export class ReparteeError extends Error {
  override readonly name = "ReparteeError";
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly param: string | undefined;
  readonly facts: Readonly<Record<string, string | number | boolean>>;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.hint = details.hint;
    this.param = details.param;
    this.facts = details.facts ?? {};
    this.retryAfterSeconds = details.retryAfterSeconds;
  }

  get status(): number {
    return errorCatalog[this.code].status;
  }
}

/** Any thrown thing as a `ReparteeError`; what is none becomes `code` with the original as its cause. */
export function toReparteeError(thrown: unknown, code: ErrorCode = "internal"): ReparteeError {
  if (thrown instanceof ReparteeError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new ReparteeError(code, message, { cause: thrown });
}

/** An error in the form that crosses a process border. */
export interface SerializedError extends Omit<ErrorDetails, "cause"> {
  readonly code: ErrorCode;
  readonly message: string;
}

export function serializeError(error: ReparteeError): SerializedError {
  return {
    code: error.code,
    message: error.message,
    facts: error.facts,
    hint: error.hint,
    param: error.param,
    retryAfterSeconds: error.retryAfterSeconds,
  };
}

export function deserializeError(error: SerializedError): ReparteeError {
  return new ReparteeError(error.code, error.message, error);
}
