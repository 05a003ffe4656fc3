import { expect, test } from "vitest";
import { silentLog } from "../../core/log.ts";
import { createFakeClock } from "../../testing/fake-clock.ts";
import type { Connection } from "./connection.ts";
import { createTurnLeases } from "./turn-leases.ts";
import type { WriteQueue } from "./write-queue.ts";

test("a renewal that comes when all turns have ended asks the database nothing", async () => {
  const clock = createFakeClock();
  let asked = 0;
  let failed = 0;
  const connection = {
    open: () => {
      asked += 1;
      return Promise.resolve(undefined);
    },
    reportFailure: () => void (failed += 1),
    unavailable: (action: string) => new Error(`Cannot ${action}`),
  } as unknown as Connection;
  const queue = { write: () => Promise.resolve() } as unknown as WriteQueue;
  using leases = createTurnLeases({ connection, queue, clock, log: silentLog, isShared: true, timeoutMs: 1_000 });
  const release = await leases.acquire("conversation", new AbortController().signal);
  const askedForTheLease = asked;
  await clock.advance(2_000);
  expect(asked, "while the turn runs, its lease is renewed").toBe(askedForTheLease + 1);
  release();
  await clock.advance(10_000);
  expect(asked).toBe(askedForTheLease + 1);
  expect(failed).toBe(0);
});
