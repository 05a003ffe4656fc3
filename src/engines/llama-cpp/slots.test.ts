import type { LlamaContextSequence, Token } from "node-llama-cpp";
import { describe, expect, it } from "vitest";
import { sharedPrefixLength } from "./shared-prefixes.ts";
import { createSlots as createSlotsAt, type Slots } from "./slots.ts";

const never = new AbortController().signal;

function tokens(...ids: number[]): Token[] {
  return ids as Token[];
}

function createSlots(
  sequences: readonly LlamaContextSequence[],
  options: { readonly sharesPrefixes?: boolean; readonly now?: () => number } = {},
): Slots {
  return createSlotsAt(sequences, { now: () => 0, ...options });
}

/** The only part of a sequence that choosing a slot looks at. */
function sequence(...ids: number[]): LlamaContextSequence {
  return { contextTokens: tokens(...ids) } as unknown as LlamaContextSequence;
}

describe("slots", () => {
  it("give the slot that shares the longest prefix", async () => {
    const slots = createSlots([sequence(1, 2), sequence(1, 2, 3), sequence(9)]);
    expect((await slots.take(tokens(1, 2, 3, 4), never)).index).toBe(1);
  });

  it("give the least recently used slot when none shares more", async () => {
    const slots = createSlots([sequence(), sequence()]);
    const first = await slots.take(tokens(5), never);
    slots.give(first);
    expect((await slots.take(tokens(5), never)).index).toBe(1);
  });

  it("give neighbours to requests that run at once, so that one pass evaluates them", async () => {
    const slots = createSlots(Array.from({ length: 6 }, () => sequence()));
    // The third is used by somebody who stays; of those that came and went, the next in turn would be the fourth.
    const held = await Promise.all([1, 2, 3].map((token) => slots.take(tokens(token), never)));
    expect(held.map(({ index }) => index)).toEqual([0, 1, 2]);
    for (const slot of held.slice(0, 2)) slots.give(slot);
    const neighbours = [await slots.take(tokens(4), never), await slots.take(tokens(5), never)];
    expect(neighbours.map(({ index }) => index).toSorted((a, b) => a - b)).toEqual([3, 4]);
  });

  it("close the gap between those that run", async () => {
    const slots = createSlots(Array.from({ length: 5 }, () => sequence()));
    const held = await Promise.all([1, 2, 3, 4, 5].map((token) => slots.take(tokens(token), never)));
    for (const index of [4, 1]) for (const slot of held) if (slot.index === index) slots.give(slot);
    expect((await slots.take(tokens(9), never)).index).toBe(1);
  });

  it("leave a long conversation its slot although that is no neighbour", async () => {
    const long = Array.from({ length: 600 }, (_, index) => index);
    const slots = createSlots([sequence(), sequence(), sequence(), sequence(...long)]);
    await slots.take(tokens(7), never);
    expect((await slots.take(tokens(...long, 600), never)).index).toBe(3);
  });

  it("spare the cache of another conversation that only begins alike, where beginnings are copied", async () => {
    const persona = Array.from({ length: 200 }, (_, index) => index);
    const other = sequence(...persona, ...Array.from({ length: 300 }, (_, index) => 1000 + index));
    const slots = createSlots([other, sequence()], { sharesPrefixes: true });
    expect((await slots.take(tokens(...persona, 7), never)).index).toBe(1);
  });

  it("serve a client that holds none before one that holds many, however many of that wait", async () => {
    const slots = createSlots([sequence(), sequence()]);
    const held = [await slots.take(tokens(1), never, "greedy"), await slots.take(tokens(1), never, "greedy")];
    const served: string[] = [];
    const waiting = ["greedy", "greedy", "greedy", "polite"].map((client) =>
      slots.take(tokens(1), never, client).then((slot) => (served.push(client), slot)),
    );
    for (const slot of held) slots.give(slot);
    await Promise.all([waiting[0], waiting[3]]);
    expect(served).toEqual(["polite", "greedy"]);
  });

  it("keep one free for another client that has asked lately", async () => {
    let nowMs = 0;
    const slots = createSlots([sequence(), sequence(), sequence()], { now: () => nowMs });
    slots.give(await slots.take(tokens(1), never, "polite"));
    const greedy = [1, 2, 3, 4].map((token) => slots.take(tokens(token), never, "greedy"));
    await Promise.all(greedy.slice(0, 2));
    const polite = await slots.take(tokens(9), never, "polite");
    // What it gives back is kept for its next request, not for those of the other that wait.
    slots.give(polite);
    const again = await slots.take(tokens(9), never, "polite");
    nowMs = 60_001;
    slots.give(again);
    await greedy[2];
  });

  it("give all to one client while no other asks", async () => {
    const slots = createSlots([sequence(), sequence()]);
    const held = [await slots.take(tokens(1), never, "one"), await slots.take(tokens(2), never, "one")];
    expect(held.map(({ index }) => index)).toEqual([0, 1]);
  });

  it("serve those who wait in the order in which they came", async () => {
    const slots = createSlots([sequence()]);
    const held = await slots.take(tokens(1), never);
    const served: string[] = [];
    const second = slots.take(tokens(1), never).then((slot) => (served.push("second"), slots.give(slot)));
    const third = slots.take(tokens(1), never).then((slot) => (served.push("third"), slots.give(slot)));
    slots.give(held);
    await Promise.all([second, third]);
    expect(served).toEqual(["second", "third"]);
  });

  it("lose nothing when a request that waits is cancelled", async () => {
    const slots = createSlots([sequence()]);
    const held = await slots.take(tokens(1), never);
    const controller = new AbortController();
    const cancelled = slots.take(tokens(1), controller.signal);
    const waiting = slots.take(tokens(1), never);
    controller.abort();
    await expect(cancelled).rejects.toMatchObject({ code: "cancelled" });
    slots.give(held);
    expect((await waiting).index).toBe(0);
  });

  describe("of a cancelled request", () => {
    const long = tokens(...Array.from({ length: 100 }, (_, index) => index));

    /** Two slots; the one with `long` in its cache is held by a request that `controller` cancels. */
    async function scene() {
      const controller = new AbortController();
      const slots = createSlots([sequence(...long), sequence(1)]);
      const held = await slots.take(long, controller.signal);
      return { controller, held, slots };
    }

    it("are waited for by who can use their cache, though another is free", async () => {
      const { controller, held, slots } = await scene();
      controller.abort();
      const next = slots.take(long, never);
      const other = await slots.take(tokens(1), never);
      expect(other.index).toBe(1);
      slots.give(held);
      expect((await next).index).toBe(0);
    });

    it("are not waited for where the cache saves little, or the request still runs", async () => {
      const { controller, slots } = await scene();
      expect((await slots.take(long, never)).index).toBe(1);
      const short = await scene();
      short.controller.abort();
      expect((await short.slots.take(long.slice(0, 20), never)).index).toBe(1);
      controller.abort();
    });

    it("go to the first of two who wait for them, and the second takes what is free", async () => {
      const { controller, held, slots } = await scene();
      controller.abort();
      const [first, second] = [slots.take(long, never), slots.take(long, never)];
      slots.give(held);
      expect((await first).index).toBe(0);
      expect((await second).index).toBe(1);
    });

    it("are free again when who waited for them is cancelled as well", async () => {
      const { controller, held, slots } = await scene();
      controller.abort();
      const waiter = new AbortController();
      const waiting = slots.take(long, waiter.signal);
      waiter.abort();
      await expect(waiting).rejects.toMatchObject({ code: "cancelled" });
      slots.give(held);
      expect((await slots.take(long, never)).index).toBe(0);
    });
  });

  describe("spared for what nobody asked for", () => {
    const ahead = tokens(...Array.from({ length: 100 }, (_, index) => index));

    it("hold hardly anything else, or a part of it", () => {
      const conversation = sequence(...Array.from({ length: 40 }, (_, index) => 500 + index));
      expect(createSlots([conversation]).takeSpare(ahead, never)).toBeUndefined();
      expect(createSlots([conversation, sequence(7, 8)]).takeSpare(ahead, never)?.index).toBe(1);
      expect(createSlots([sequence(), sequence(...ahead.slice(0, 50))]).takeSpare(ahead, never)?.index).toBe(1);
    });

    it("are not those that somebody waits for, and none once it is given up", async () => {
      const slots = createSlots([sequence()]);
      expect(slots.takeSpare(ahead, AbortSignal.abort())).toBeUndefined();
      const held = await slots.take(tokens(1), never);
      const waiting = slots.take(tokens(2), never);
      expect(slots.takeSpare(ahead, never)).toBeUndefined();
      slots.give(held);
      expect((await waiting).index).toBe(0);
    });

    it("count for no client, which still gets all", async () => {
      const slots = createSlots([sequence(), sequence()]);
      const spare = slots.takeSpare(ahead, never);
      if (spare !== undefined) slots.give(spare);
      const held = await Promise.all([1, 2].map((token) => slots.take(tokens(token), never, "one")));
      expect(held.map(({ index }) => index).toSorted((a, b) => a - b)).toEqual([0, 1]);
    });

    it("are waited for by who can use what was read, once it is given up", async () => {
      const slots = createSlots([sequence(...ahead.slice(0, 60)), sequence()]);
      const reading = new AbortController();
      const spare = slots.takeSpare(ahead, reading.signal);
      reading.abort();
      const next = slots.take(ahead, never);
      if (spare !== undefined) slots.give(spare);
      expect((await next).index).toBe(0);
      expect(slots.cachedTokens(ahead)).toBe(60);
    });
  });

  it("refuse a request that was cancelled before", async () => {
    const slots = createSlots([sequence()]);
    await expect(slots.take(tokens(1), AbortSignal.abort())).rejects.toMatchObject({ code: "cancelled" });
    expect((await slots.take(tokens(1), never)).index).toBe(0);
  });
});

describe("shared prefix", () => {
  it("is counted up to the first difference or the shorter end", () => {
    expect(sharedPrefixLength(tokens(1, 2, 3), tokens(1, 2, 4))).toBe(2);
    expect(sharedPrefixLength(tokens(1, 2), tokens(1, 2, 4))).toBe(2);
    expect(sharedPrefixLength(tokens(), tokens(1))).toBe(0);
  });
});
