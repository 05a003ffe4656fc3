import type { Clock } from "../core/clock.ts";
import type { LimitState, RateLimit, RateLimiter } from "../core/rate-limits.ts";
import { afterUse, stateOf, waitMs } from "./refill.ts";

/** Clients that are remembered, past which the one that was heard of first is forgotten: some 20 MB. */
const maxNames = 100_000;
/** When one of a client's requests ends nobody knows; a second is what queues wait as well. */
export const concurrentRetryMs = 1_000;

/** The counts of this process. */
export function createMemoryLimiter(clock: Clock): RateLimiter {
  const fullAtMs = new Map<string, number>();
  const running = new Map<string, Set<string>>();

  function waitFor({ kind, limit, name }: RateLimit, nowMs: number): number {
    if (kind === "concurrent") return (running.get(name)?.size ?? 0) < limit ? 0 : concurrentRetryMs;
    return waitMs(fullAtMs.get(name) ?? 0, limit, nowMs);
  }

  function use({ limit, name }: RateLimit, amount: number, nowMs: number): void {
    const next = afterUse(fullAtMs.get(name) ?? 0, amount, limit, nowMs);
    // The order of the map is that of the last use.
    fullAtMs.delete(name);
    fullAtMs.set(name, next);
    for (const [oldest, atMs] of fullAtMs) {
      if (atMs > nowMs && fullAtMs.size <= maxNames) break;
      fullAtMs.delete(oldest);
    }
  }

  function stateNow({ kind, limit, name }: RateLimit, nowMs: number): LimitState {
    if (kind !== "concurrent") return stateOf(fullAtMs.get(name) ?? 0, limit, nowMs);
    return { remaining: Math.max(0, limit - (running.get(name)?.size ?? 0)), resetMs: 0 };
  }

  return {
    async enter(limits, requestId) {
      const nowMs = clock.now();
      const retryAfterMs = Math.max(0, ...limits.map((limit) => waitFor(limit, nowMs)));
      const isAllowed = retryAfterMs === 0;
      for (const limit of isAllowed ? limits : []) {
        if (limit.kind === "requests") use(limit, 1, nowMs);
        if (limit.kind !== "concurrent") continue;
        const requests = running.get(limit.name) ?? new Set();
        running.set(limit.name, requests.add(requestId));
      }
      return { isAllowed, retryAfterMs, states: limits.map((limit) => stateNow(limit, nowMs)) };
    },
    async spend(limits, tokens) {
      const nowMs = clock.now();
      for (const limit of limits) if (limit.kind === "tokens") use(limit, tokens, nowMs);
    },
    async leave(limits, requestId) {
      for (const { kind, name } of limits) {
        if (kind !== "concurrent") continue;
        const requests = running.get(name);
        requests?.delete(requestId);
        if (requests?.size === 0) running.delete(name);
      }
    },
    async [Symbol.asyncDispose]() {},
  };
}
