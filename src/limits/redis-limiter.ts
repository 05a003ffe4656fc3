import type { RateLimit, RateLimiter } from "../core/rate-limits.ts";
import { concurrentRetryMs } from "./memory-limiter.ts";
import { enterScript, leaveScript, spendScript } from "./redis-scripts.ts";
import { stateOf } from "./refill.ts";

/** Runs a script of Redis; rejects when Redis does not answer. */
export type RunScript = (script: string, keys: readonly string[], args: readonly string[]) => Promise<unknown>;

/** Longer than any reply: `total_timeout_ms` is three minutes, and a wait in the queue comes before. */
const lostRequestMs = 600_000;

/** One part of a cluster has them all: scripts reach no further. */
const keyOf = ({ name }: RateLimit): string => `{repartee}:limit:${name}`;

/** The counts of all servers that share one Redis. Rejects when it does not answer. */
export function createRedisLimiter(run: RunScript): Omit<RateLimiter, keyof AsyncDisposable> {
  return {
    async enter(limits, requestId) {
      const args = limits.flatMap(({ kind, limit }) => [kind, String(limit)]);
      const options = [requestId, String(lostRequestMs), String(concurrentRetryMs)];
      const [retryAfterMs = 0, ...found] = readNumbers(
        await run(enterScript, limits.map(keyOf), [...options, ...args]),
        limits.length + 1,
      );
      return {
        isAllowed: retryAfterMs === 0,
        retryAfterMs,
        states: limits.map(({ kind, limit }, index) => {
          const value = found[index] ?? 0;
          return kind === "concurrent"
            ? { remaining: Math.max(0, limit - value), resetMs: 0 }
            : stateOf(value, limit, 0);
        }),
      };
    },
    async spend(limits, tokens) {
      const counted = limits.filter(({ kind }) => kind === "tokens");
      if (counted.length === 0) return;
      await run(spendScript, counted.map(keyOf), [String(tokens), ...counted.map(({ limit }) => String(limit))]);
    },
    async leave(limits, requestId) {
      const counted = limits.filter(({ kind }) => kind === "concurrent");
      if (counted.length > 0) await run(leaveScript, counted.map(keyOf), [requestId]);
    },
  };
}

function readNumbers(answer: unknown, count: number): readonly number[] {
  const numbers = Array.isArray(answer) ? answer.map(Number) : [];
  if (numbers.length === count && numbers.every(Number.isFinite)) return numbers;
  throw new TypeError(`Cannot read the answer of Redis: expected ${count} numbers`);
}
