import type { ReparteeError } from "../../core/errors.ts";
import { toErrorBody } from "../error-body.ts";

const types: Readonly<Record<number, string>> = {
  400: "invalid_request_error",
  401: "authentication_error",
  403: "permission_error",
  404: "not_found_error",
  413: "request_too_large",
  429: "rate_limit_error",
  503: "overloaded_error",
};

/** Anthropic's errors have a type and one text: the hint belongs to it. */
export function anthropicError(error: ReparteeError, requestId: string): object {
  const { message, hint } = toErrorBody(error, requestId).error;
  const text = hint === undefined ? message : `${message}. ${hint}`;
  const type = types[error.status] ?? (error.status < 500 ? "invalid_request_error" : "api_error");
  return { type: "error", error: { type, message: text }, request_id: requestId };
}
