import { describe, expect, it } from "vitest";
import { createFakeClock } from "../testing/fake-clock.ts";
import { commitLate } from "./commit-late.ts";

const settles = (item: string): boolean => {
  if (item === "error") throw new Error("refused");
  return item === "start";
};

async function* items(list: readonly string[], onLeft: () => void = () => {}): AsyncGenerator<string> {
  try {
    yield* list;
  } finally {
    onLeft();
  }
}

async function read(stream: AsyncIterable<string>): Promise<string[]> {
  const all: string[] = [];
  for await (const item of stream) all.push(item);
  return all;
}

describe("a stream that commits late", () => {
  it("begins with the telling item and leaves no timer", async () => {
    const clock = createFakeClock();
    const stream = await commitLate(items(["queued", "start", "a", "b"]), { settles, deadlineMs: 10, clock });
    expect(await read(stream)).toEqual(["start", "a", "b"]);
    expect(clock.pendingCount).toBe(0);
  });

  it("throws what the telling item throws, and frees the source", async () => {
    const clock = createFakeClock();
    let left = false;
    const source = items(["queued", "error", "never"], () => (left = true));
    await expect(commitLate(source, { settles, deadlineMs: 10, clock })).rejects.toThrow("refused");
    expect(left).toBe(true);
    expect(clock.pendingCount).toBe(0);
  });

  it("is let go at the deadline, loses no item, and then throws for none", async () => {
    const clock = createFakeClock();
    let release = (): void => {};
    const released = new Promise<void>((resolve) => (release = resolve));
    async function* slow(): AsyncGenerator<string> {
      yield "queued";
      await released;
      yield* ["start", "a", "error"];
    }
    const committing = commitLate(slow(), { settles, deadlineMs: 10, clock });
    await clock.advance(10);
    const stream = await committing;
    release();
    expect(await read(stream)).toEqual(["start", "a", "error"]);
  });

  it("is empty when the source is", async () => {
    const stream = await commitLate(items([]), { settles, deadlineMs: 10, clock: createFakeClock() });
    expect(await read(stream)).toEqual([]);
  });

  it("frees the source when its reader leaves early", async () => {
    let left = false;
    const source = items(["start", "a", "b"], () => (left = true));
    const stream = await commitLate(source, { settles, deadlineMs: 10, clock: createFakeClock() });
    for await (const item of stream) if (item === "start") break;
    expect(left).toBe(true);
  });
});
