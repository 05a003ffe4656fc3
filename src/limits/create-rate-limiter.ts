/** The limiter of a configuration: counts of this process, or of all servers that share a Redis. */
import type { Clock } from "../core/clock.ts";
import type { Log } from "../core/log.ts";
import type { RateLimiter } from "../core/rate-limits.ts";
import { withTimeout } from "../core/with-timeout.ts";
import { createMemoryLimiter } from "./memory-limiter.ts";
import { connectRedis } from "./redis-client.ts";
import { createRedisLimiter } from "./redis-limiter.ts";

export interface RateLimiterOptions {
  /** Null: counts are this process's own. */
  readonly redisUrl: string | null;
  readonly clock: Clock;
  readonly log: Log;
}

/** A Redis that is slower than this counts as unavailable: requests do not wait for it. */
const patienceMs = 250;
/** After a failure it is left alone for this long. */
const pauseMs = 1_000;

/** @throws ReparteeError `config_invalid` when Redis is configured and its client is not installed. */
export async function createRateLimiter({ redisUrl, clock, log }: RateLimiterOptions): Promise<RateLimiter> {
  const memory = createMemoryLimiter(clock);
  if (redisUrl === null) return memory;
  const redis = await connectRedis(redisUrl);
  const shared = createRedisLimiter(redis.run);
  let isDown = false;
  let tryAtMs = -Infinity;

  /** Redis where it answers; without it the counts of this process, which begin when it fails. */
  async function prefer<Value>(
    work: (limiter: Omit<RateLimiter, keyof AsyncDisposable>) => Promise<Value>,
  ): Promise<Value> {
    if (clock.now() < tryAtMs) return await work(memory);
    try {
      const value = await withTimeout(work(shared), { clock, timeoutMs: patienceMs, onTimeout: giveUp });
      if (isDown) log.info({ redis: redis.place }, "Redis is available: rate limits are shared again");
      isDown = false;
      return value;
    } catch (error) {
      tryAtMs = clock.now() + pauseMs;
      if (!isDown) {
        const reason = error instanceof Error ? error.message : String(error);
        log.warn({ redis: redis.place, reason }, "Redis is unavailable: each server counts rate limits for itself");
      }
      isDown = true;
      return await work(memory);
    }
  }

  return {
    enter: (limits, requestId) => prefer((limiter) => limiter.enter(limits, requestId)),
    spend: (limits, tokens) => prefer((limiter) => limiter.spend(limits, tokens)),
    async leave(limits, requestId) {
      // It may have entered here while Redis was unavailable.
      await memory.leave(limits, requestId);
      await prefer((limiter) => limiter.leave(limits, requestId));
    },
    [Symbol.asyncDispose]: () => redis.close(),
  };
}

function giveUp(): never {
  throw new Error(`no answer within ${patienceMs} ms`);
}
