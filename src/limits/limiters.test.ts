import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { missingRedis, startRedis, type RedisServer } from "../../test/support/redis-server.ts";
import { systemClock } from "../core/clock.ts";
import { silentLog, type LogFields } from "../core/log.ts";
import type { RateLimit, RateLimiter } from "../core/rate-limits.ts";
import { createFakeClock } from "../testing/fake-clock.ts";
import { createRateLimiter } from "./create-rate-limiter.ts";
import { createMemoryLimiter } from "./memory-limiter.ts";

let names = 0;
/** Of a client that no other test has. */
function limitsOf(limits: Partial<Record<RateLimit["kind"], number>>): readonly RateLimit[] {
  names += 1;
  const kinds = ["requests", "tokens", "concurrent"] as const;
  return kinds.flatMap((kind) => {
    const limit = limits[kind];
    return limit === undefined ? [] : [{ name: `client-${names}:${kind}`, kind, limit }];
  });
}

/** What every limiter does; times are wide enough for one whose clock a test does not move. */
function rules(create: () => Promise<RateLimiter>): void {
  it("lets in a minute's requests at once, and says when the next one will be", async () => {
    const limiter = await create();
    const limits = limitsOf({ requests: 3 });
    const found = [];
    for (const id of ["a", "b", "c", "d"]) found.push(await limiter.enter(limits, id));
    expect(found.map(({ isAllowed }) => isAllowed)).toEqual([true, true, true, false]);
    expect(found.map(({ states: [state] }) => state?.remaining)).toEqual([2, 1, 0, 0]);
    expect(found[3]?.retryAfterMs).toBeGreaterThan(10_000);
    expect(found[3]?.retryAfterMs).toBeLessThanOrEqual(20_000);
    expect(found[3]?.states[0]?.resetMs).toBeGreaterThan(50_000);
    expect((await limiter.enter(limitsOf({ requests: 3 }), "e")).isAllowed).toBe(true);
  });

  it("counts a request that one limit refuses in no other", async () => {
    const limiter = await create();
    const limits = limitsOf({ requests: 2, concurrent: 1 });
    expect((await limiter.enter(limits, "a")).states.map(({ remaining }) => remaining)).toEqual([1, 0]);
    const refused = await limiter.enter(limits, "b");
    expect(refused).toMatchObject({ isAllowed: false, retryAfterMs: 1_000 });
    expect(refused.states.map(({ remaining }) => remaining)).toEqual([1, 0]);
    await limiter.leave(limits, "a");
    expect((await limiter.enter(limits, "c")).isAllowed).toBe(true);
    await limiter.leave(limits, "c");
    expect(await limiter.enter(limits, "d")).toMatchObject({ isAllowed: false });
  });

  it("takes tokens afterwards, and waits for a debt to be paid", async () => {
    const limiter = await create();
    const limits = limitsOf({ requests: 100, tokens: 100 });
    expect((await limiter.enter(limits, "a")).states.map(({ remaining }) => remaining)).toEqual([99, 100]);
    await limiter.spend(limits, 150);
    const refused = await limiter.enter(limits, "b");
    expect(refused.isAllowed).toBe(false);
    // 51 tokens at 100 a minute.
    expect(refused.retryAfterMs).toBeGreaterThan(25_000);
    expect(refused.retryAfterMs).toBeLessThanOrEqual(30_600.1);
  });
}

describe("limits in memory", () => {
  rules(async () => createMemoryLimiter(createFakeClock()));

  it("come back evenly: what was refused is let in at the time that was said, and not before", async () => {
    const clock = createFakeClock();
    const limiter = createMemoryLimiter(clock);
    const limits = limitsOf({ requests: 7 });
    for (let count = 0; count < 7; count++) await limiter.enter(limits, String(count));
    const { retryAfterMs } = await limiter.enter(limits, "x");
    await clock.advance(Math.floor(retryAfterMs) - 1);
    expect((await limiter.enter(limits, "x")).isAllowed).toBe(false);
    await clock.advance(2);
    expect((await limiter.enter(limits, "x")).isAllowed).toBe(true);
    await clock.advance(600_000);
    expect((await limiter.enter(limits, "y")).states).toEqual([{ remaining: 6, resetMs: expect.closeTo(60_000 / 7) }]);
  });
});

const missing = missingRedis();

describe.skipIf(missing !== undefined)(
  `limits in Redis${missing === undefined ? "" : ` (skipped: ${missing})`}`,
  () => {
    let redis: RedisServer;
    beforeAll(async () => {
      redis = await startRedis();
    });
    afterAll(() => redis[Symbol.asyncDispose]());

    async function open(log = silentLog): Promise<RateLimiter> {
      const limiter = await createRateLimiter({ redisUrl: redis.url, clock: systemClock, log });
      onTestFinished(() => limiter[Symbol.asyncDispose]());
      // It connects in the background: until then each counts for itself.
      const other = await createRateLimiter({ redisUrl: redis.url, clock: systemClock, log: silentLog });
      onTestFinished(() => other[Symbol.asyncDispose]());
      await expect.poll(() => areShared(limiter, other), { timeout: 20_000 }).toBe(true);
      return limiter;
    }

    async function areShared(one: RateLimiter, other: RateLimiter): Promise<boolean> {
      const limits = limitsOf({ requests: 5 });
      await one.enter(limits, "a");
      return (await other.enter(limits, "b")).states[0]?.remaining === 3;
    }

    rules(open);

    it(
      "fall back to this process while Redis is killed or frozen, with one line, and return",
      { timeout: 60_000 },
      async () => {
        const lines: string[] = [];
        const log = {
          ...silentLog,
          warn: (_fields: LogFields, message: string) => void lines.push(message),
          info: (_fields: LogFields, message: string) => void lines.push(message),
        };
        const limiter = await open(log);
        lines.length = 0;
        await redis.kill();
        const limits = limitsOf({ requests: 2, concurrent: 9 });
        const found = [];
        for (const id of ["a", "b", "c"]) found.push((await limiter.enter(limits, id)).isAllowed);
        expect(found).toEqual([true, true, false]);
        expect(lines).toEqual(["Redis is unavailable: each server counts rate limits for itself"]);
        await redis.start();
        const isBack = async (): Promise<boolean> => {
          await limiter.enter(limitsOf({ requests: 9 }), "d");
          return lines.includes("Redis is available: rate limits are shared again");
        };
        await expect.poll(isBack, { timeout: 20_000 }).toBe(true);
        expect(lines).toHaveLength(2);
        redis.freeze();
        try {
          expect((await limiter.enter(limits, "e")).isAllowed).toBe(false);
          expect(lines).toHaveLength(3);
        } finally {
          redis.thaw();
        }
      },
    );
  },
);
