import { describe, expect, it, vi } from "vitest";
import { createEventQueue } from "./event-queue.ts";

const done = { value: undefined, done: true };

describe("event queue", () => {
  it("gives events in order, to reads that came before them as well", async () => {
    const queue = createEventQueue<string>();
    const early = [queue.next(), queue.next()];
    for (const text of ["a", "b", "c"]) queue.push(text);
    expect(await Promise.all([...early, queue.next()])).toEqual(
      ["a", "b", "c"].map((value) => ({ value, done: false })),
    );
  });

  it("ends reads that wait when it ends, and later ones, and takes nothing after that", async () => {
    const queue = createEventQueue<string>();
    const early = queue.next();
    queue.end();
    queue.push("late");
    expect(await Promise.all([early, queue.next()])).toEqual([done, done]);
  });

  it("gives what was pushed before its end", async () => {
    const queue = createEventQueue<string>();
    queue.push("a");
    queue.push("b");
    queue.end();
    expect(await Promise.all([queue.next(), queue.next(), queue.next()])).toEqual([
      { value: "a", done: false },
      { value: "b", done: false },
      done,
    ]);
  });

  it("starts its producer with the first read, once, and reports each event that was taken", async () => {
    const onOpen = vi.fn<() => void>();
    const onRead = vi.fn<() => void>();
    const queue = createEventQueue<string>({ onOpen, onRead });
    queue.push("a");
    expect(onOpen).not.toHaveBeenCalled();
    await queue.next();
    const waiting = queue.next();
    expect([onOpen.mock.calls.length, onRead.mock.calls.length]).toEqual([1, 1]);
    queue.push("b");
    await waiting;
    expect([onOpen.mock.calls.length, onRead.mock.calls.length]).toEqual([1, 2]);
  });

  it("notices a reader that leaves early, and none that read to the end", async () => {
    const onLeave = vi.fn<() => void>();
    const left = createEventQueue<string>({ onLeave });
    left.push("a");
    left.push("b");
    for await (const event of left) if (event === "a") break;
    expect([onLeave.mock.calls.length, left.unread]).toEqual([1, 0]);
    const whole = createEventQueue<string>({ onLeave });
    whole.push("a");
    whole.end();
    for await (const event of whole) expect(event).toBe("a");
    expect(onLeave).toHaveBeenCalledTimes(1);
  });

  it("drops and returns what was not read", async () => {
    const queue = createEventQueue<string>();
    queue.push("a");
    queue.push("b");
    expect([queue.unread, queue.clear(), queue.unread]).toEqual([2, ["a", "b"], 0]);
    queue.push("c");
    expect(await queue.next()).toEqual({ value: "c", done: false });
  });

  it("gives another event instead of what was not read, after its end as well", async () => {
    const queue = createEventQueue<string>();
    queue.push("a");
    queue.push("b");
    queue.end();
    queue.replaceUnread("c");
    expect([await queue.next(), await queue.next()]).toEqual([{ value: "c", done: false }, done]);
  });

  it("merges from the given length on, and keeps what cannot be merged", () => {
    const merge = (last: number, event: number): number | undefined => (event < 0 ? undefined : last + event);
    const queue = createEventQueue<number>({ merge: { fromUnread: 2, merge } });
    for (const event of [1, 2, 3, 4, -5, 6]) queue.push(event);
    expect(queue.clear()).toEqual([1, 9, 1]);
  });
});
