import { describe, expect, it } from "vitest";
import type { GenerateEvent } from "../core/generate-event.ts";
import { createEventQueue, type EventQueue } from "../core/event-queue.ts";
import { createEventMerger } from "./process-reply.ts";

const createQueue = (): EventQueue<GenerateEvent> =>
  createEventQueue({ merge: { fromUnread: 1024, merge: createEventMerger() } });

const token = (text: string): GenerateEvent => ({ type: "text-delta", text, tokenCount: 1 });

async function readAll(queue: EventQueue<GenerateEvent>): Promise<GenerateEvent[]> {
  queue.end();
  const events: GenerateEvent[] = [];
  for (let next = await queue.next(); next.done !== true; next = await queue.next()) events.push(next.value);
  return events;
}

describe("queue that merges events", () => {
  it("keeps events apart while few wait", async () => {
    const queue = createQueue();
    for (let i = 0; i < 1000; i += 1) queue.push(token("x"));
    expect(await readAll(queue)).toHaveLength(1000);
  });

  it("that nobody reads keeps every character and token in a bounded number of events", async () => {
    const queue = createQueue();
    for (let i = 0; i < 200_000; i += 1) queue.push(token(String(i % 10)));
    const events = await readAll(queue);
    expect(events.length).toBeLessThanOrEqual(1024);
    const texts = events.map((event) => (event.type === "text-delta" ? event.text : "")).join("");
    expect(texts).toBe("0123456789".repeat(20_000));
    const tokens = events.reduce((sum, event) => sum + (event.type === "text-delta" ? event.tokenCount : 0), 0);
    expect(tokens).toBe(200_000);
  });

  it("that nobody reads keeps log probabilities in order, and changes none that were given out", async () => {
    const queue = createQueue();
    const scored = (i: number): GenerateEvent => ({
      ...{ type: "text-delta", text: "x", tokenCount: 1 },
      logprobs: [{ token: String(i), logprob: -i, bytes: [], top: [] }],
    });
    for (let i = 0; i < 3000; i += 1) queue.push(scored(i));
    const first = await queue.next();
    queue.push(scored(3000));
    const tokens = [...(first.done === true ? [] : [first.value]), ...(await readAll(queue))].flatMap((event) =>
      event.type === "text-delta" ? (event.logprobs ?? []).map((logprob) => logprob.token) : [],
    );
    expect(tokens).toEqual(Array.from({ length: 3001 }, (_, i) => String(i)));
  });

  it("merges chunks of one tool call, and never those of two", async () => {
    const queue = createQueue();
    const chunk = (index: number, argumentsDelta: string): GenerateEvent => ({
      type: "tool-call-delta",
      index,
      argumentsDelta,
      tokenCount: 1,
    });
    for (let i = 0; i < 1024; i += 1) queue.push(token("x"));
    queue.push({ type: "tool-call-delta", index: 0, id: "c0", name: "first", argumentsDelta: "{", tokenCount: 1 });
    queue.push(chunk(0, "}"));
    queue.push({ type: "tool-call-delta", index: 1, id: "c1", name: "second", argumentsDelta: "{", tokenCount: 1 });
    queue.push(chunk(1, "}"));
    expect((await readAll(queue)).slice(1024)).toEqual([
      { type: "tool-call-delta", index: 0, id: "c0", name: "first", argumentsDelta: "{}", tokenCount: 2 },
      { type: "tool-call-delta", index: 1, id: "c1", name: "second", argumentsDelta: "{}", tokenCount: 2 },
    ]);
  });
});
