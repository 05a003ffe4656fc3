import { describe, expect, it } from "vitest";
import { createFairShare, type FairShare } from "./fair-share.ts";

function take(share: FairShare, client: string, count: number): void {
  for (let taken = 0; taken < count; taken += 1) {
    share.ask(client);
    share.take(client);
  }
}

describe("a fair share", () => {
  it("is everything for a client that is alone", () => {
    const share = createFairShare({ total: 3, now: () => 0 });
    take(share, "one", 2);
    expect(share.mayHoldMore("one")).toBe(true);
  });

  it("is all but one place while another asks, which that one may have", () => {
    const share = createFairShare({ total: 3, now: () => 0 });
    take(share, "greedy", 2);
    share.ask("polite");
    expect(share.mayHoldMore("greedy")).toBe(false);
    expect(share.mayHoldMore("polite")).toBe(true);
    share.give("greedy");
    expect(share.mayHoldMore("greedy")).toBe(true);
  });

  it("is everything again a minute after the other asked", () => {
    let nowMs = 0;
    const share = createFairShare({ total: 3, now: () => nowMs });
    take(share, "greedy", 2);
    share.ask("polite");
    nowMs = 60_001;
    expect(share.mayHoldMore("greedy")).toBe(true);
  });

  it("keeps nothing of one place", () => {
    const share = createFairShare({ total: 1, now: () => 0 });
    share.ask("polite");
    share.ask("other");
    expect(share.mayHoldMore("other")).toBe(true);
  });

  it("counts what is held", () => {
    const share = createFairShare({ total: 3, now: () => 0 });
    take(share, "one", 2);
    share.give("one");
    expect(share.held("one")).toBe(1);
    share.give("one");
    expect(share.held("one")).toBe(0);
  });
});
