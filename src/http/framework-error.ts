import { ReparteeError, toReparteeError } from "../core/errors.ts";

/** Anything thrown while a request was handled, Fastify's own errors included, as a `ReparteeError`. */
export function fromFrameworkError(thrown: unknown, bodyLimitBytes: number): ReparteeError {
  if (thrown instanceof ReparteeError) return thrown;
  if (!isFrameworkError(thrown)) return toReparteeError(thrown);
  if (thrown.statusCode === 413) {
    return new ReparteeError("payload_too_large", `Cannot read the body: it is larger than ${bodyLimitBytes} bytes`, {
      hint: "Send a shorter conversation",
      facts: { limit_bytes: bodyLimitBytes },
    });
  }
  if (thrown.statusCode === 415) {
    return new ReparteeError("unsupported_media_type", "Cannot read the body: its content type is not JSON", {
      hint: "Send the header `Content-Type: application/json`",
    });
  }
  if (thrown.statusCode < 400 || thrown.statusCode >= 500) return toReparteeError(thrown);
  return new ReparteeError("invalid_request", `Cannot read the request: ${thrown.message}`, { cause: thrown });
}

function isFrameworkError(thrown: unknown): thrown is Error & { readonly statusCode: number } {
  return thrown instanceof Error && "statusCode" in thrown && typeof thrown.statusCode === "number";
}
