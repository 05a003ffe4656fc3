import fc from "fast-check";
import { expect, test } from "vitest";
import { createMemoryLedger, type Claim } from "./memory-ledger.ts";

test("a claim counts until it is released, once, and while it leaves", () => {
  const ledger = createMemoryLedger(100, () => {});
  const claim = ledger.claim({ model: "a", pinned: false }, 60);
  expect([ledger.claimedBytes, ledger.leavingBytes, ledger.freeBytes]).toEqual([60, 0, 40]);
  claim.leave();
  expect([ledger.claimedBytes, ledger.leavingBytes, ledger.freeBytes]).toEqual([60, 60, 40]);
  claim.release();
  claim.release();
  expect([ledger.claimedBytes, ledger.leavingBytes, ledger.freeBytes]).toEqual([0, 0, 100]);
});

test("what was measured takes the place of the estimate, also beyond the budget", () => {
  const ledger = createMemoryLedger(100, () => {});
  ledger.claim({ model: "a", pinned: false }, 60).measured(130);
  expect([ledger.claimedBytes, ledger.freeBytes]).toEqual([130, -30]);
});

test("the sum is that of the open claims, whatever happens in whatever order", () => {
  const step = fc.record({ what: fc.constantFrom("claim", "measured", "leave", "release"), bytes: fc.nat(1_000) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      let changes = 0;
      const ledger = createMemoryLedger(10_000, () => (changes += 1));
      const open: { claim: Claim; bytes: number }[] = [];
      for (const { what, bytes } of steps) {
        const some = open[bytes % Math.max(1, open.length)];
        if (what === "claim" || some === undefined) {
          open.push({ claim: ledger.claim({ model: "m", pinned: false }, bytes), bytes });
        } else if (what === "measured") {
          some.claim.measured(bytes);
          some.bytes = bytes;
        } else if (what === "leave") {
          some.claim.leave();
        } else {
          some.claim.release();
          open.splice(open.indexOf(some), 1);
        }
      }
      expect(ledger.claimedBytes).toBe(open.reduce((sum, one) => sum + one.bytes, 0));
      expect(ledger.claims.size).toBe(open.length);
      expect(changes).toBeLessThanOrEqual(steps.length);
    }),
  );
});
