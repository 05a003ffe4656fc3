/**
 * A limit per minute as one number, the time at which all of it will be there again (the generic cell rate algorithm): a
 * minute's amount may be used at once, and comes back evenly. 60 a minute, all used: after a second there is one.
 */
import type { LimitState } from "../core/rate-limits.ts";

const windowMs = 60_000;

/** Fractions of a millisecond of many sums. */
const roundingMs = 0.001;

/** After `amount` more were used; may be further away than a minute. */
export function afterUse(fullAtMs: number, amount: number, limit: number, nowMs: number): number {
  return Math.max(fullAtMs, nowMs) + (amount * windowMs) / limit;
}

export function stateOf(fullAtMs: number, limit: number, nowMs: number): LimitState {
  const resetMs = Math.max(0, fullAtMs - nowMs);
  const remaining = Math.max(0, Math.floor(((windowMs - resetMs + roundingMs) * limit) / windowMs));
  return { remaining, resetMs };
}

/** Until there is one; 0 when there is. */
export function waitMs(fullAtMs: number, limit: number, nowMs: number): number {
  const missingMs = afterUse(fullAtMs, 1, limit, nowMs) - nowMs - windowMs;
  return missingMs > roundingMs ? missingMs : 0;
}
