/** What must come of each fault, whichever protocol it happens in. */
import type { ErrorCode } from "../../../src/core/errors.ts";
import type { Fault } from "../../../src/testing/fake-upstream/fault.ts";

export type FaultOutcome =
  | {
      readonly ends: "error";
      readonly code: ErrorCode;
      /** Tokens of the 60 that were given before. */
      readonly tokens: number;
      readonly calls: Calls;
    }
  | { readonly ends: "whole"; readonly warnings: readonly string[]; readonly calls: Calls };

/** Calls that the upstream saw; either, where it depends on whether a connection stood already. */
export type Calls = readonly (1 | 2)[];

const error = (code: ErrorCode, tokens: number = 0, calls: Calls = [1]): FaultOutcome => ({
  ends: "error",
  code,
  tokens,
  calls,
});
const whole = (warnings: readonly string[] = [], calls: Calls = [1]): FaultOutcome => ({
  ends: "whole",
  warnings,
  calls,
});

/** They want a clock that is moved: `silences` has them. */
type SilentFault = "silent" | "comments-only" | "comments-at-20" | "stall-at-20" | "black-hole";
/** Of one protocol only. */
type ReasonFault = "no-finish-reason" | "empty-finish-reason";

export const faultOutcomes: Readonly<Record<Exclude<Fault, SilentFault | ReasonFault>, FaultOutcome>> = {
  "no-answer": error("upstream_error", 0, [1, 2]),
  "not-found": error("model_not_found"),
  unauthorized: error("upstream_error"),
  "rate-limited": error("upstream_rate_limited"),
  "rate-limited-once": whole([], [2]),
  "server-error": error("upstream_error"),
  "bad-gateway-page": error("upstream_error", 0, [2]),
  unavailable: error("upstream_error", 0, [2]),
  "unavailable-once": whole([], [2]),
  "unavailable-for-long": error("upstream_error"),
  "request-timeout": error("upstream_error"),
  "too-large": error("payload_too_large"),
  redirect: error("upstream_error"),
  "error-body": error("upstream_error"),
  page: error("upstream_error"),
  empty: error("upstream_truncated"),
  garbage: error("upstream_error"),
  compressed: error("upstream_error"),
  "empty-stream": error("upstream_truncated"),
  "role-only": error("upstream_truncated"),
  "error-first": error("upstream_error"),
  "error-middle": error("upstream_error", 40),
  "cut-at-40": error("upstream_truncated", 40),
  "reset-first": error("upstream_truncated"),
  drip: whole(),
  "reset-at-40": error("upstream_truncated", 40),
  "bad-frame-at-10": whole(["stream"]),
  "split-characters": whole(),
  "giant-frame-first": error("upstream_error"),
  "giant-frame": error("upstream_error", 10),
  "no-final": error("upstream_truncated", 60),
  "open-end": whole(),
  "no-usage": whole(["usage"]),
};
