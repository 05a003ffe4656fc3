import { expect, test } from "vitest";
import { ReparteeError } from "../core/errors.ts";
import type { ReplyEvent } from "../core/reply.ts";
import { createReplyStream, type ReplyOutput } from "./reply-stream.ts";

const word: ReplyEvent = { type: "text-delta", text: "x", tokenCount: 1 };
const end: ReplyEvent = { type: "error", error: new ReparteeError("internal", "Scripted end") };

/** A stream whose events are written by the test, and what became of it. */
function createOpenStream() {
  let output: ReplyOutput | undefined;
  let finish = (): void => {};
  let left = 0;
  const stream = createReplyStream({
    run: (given) => {
      output = given;
      return new Promise((resolve) => (finish = resolve));
    },
    leave: () => {
      left += 1;
      finish();
    },
  });
  const written = (): ReplyOutput => {
    if (output === undefined) throw new Error("The stream has not begun");
    return output;
  };
  return { stream, written, begun: () => output !== undefined, left: () => left };
}

test("reply begins with the first read, not before", async () => {
  const { stream, written, begun } = createOpenStream();
  expect(begun()).toBe(false);
  const first = stream.next();
  expect(begun()).toBe(true);
  written().emit(word);
  expect(await first).toEqual({ done: false, value: word });
});

test("events are read in their order, whether the reader or the writer is ahead", async () => {
  const { stream, written } = createOpenStream();
  const early = [stream.next(), stream.next()];
  const events = ["a", "b", "c", "d"].map((text): ReplyEvent => ({ type: "text-delta", text, tokenCount: 1 }));
  for (const event of events) written().emit(event);
  const read = await Promise.all([...early, stream.next(), stream.next()]);
  expect(read.map((result) => result.value)).toEqual(events);
});

test("after the terminal event nothing is taken, and the stream is done for all who read", async () => {
  const { stream, written } = createOpenStream();
  const [first, second] = [stream.next(), stream.next()];
  written().emit(end);
  written().emit(word);
  expect(await first).toEqual({ done: false, value: end });
  expect(await second).toEqual({ done: true, value: undefined });
  expect(await stream.next()).toEqual({ done: true, value: undefined });
});

test("leaving drops what was not read, waits for the reply's own end, and takes nothing more", async () => {
  const { stream, written, left } = createOpenStream();
  const first = stream.next();
  written().emit(word);
  written().emit(word);
  await first;
  expect(await stream.return?.()).toEqual({ done: true, value: undefined });
  expect(left()).toBe(1);
  written().emit(word);
  expect(await stream.next()).toEqual({ done: true, value: undefined });
});

test("writer has to wait when the reader is 1,024 events behind, until half of them are read", async () => {
  const { stream, written } = createOpenStream();
  const first = stream.next();
  written().emit(word);
  await first;
  for (let count = 0; count < 1_023; count += 1) written().emit(word);
  expect(written().room()).toBeUndefined();
  written().emit(word);
  let resumed = false;
  void written()
    .room()
    ?.then(() => (resumed = true));
  for (let count = 0; count < 511; count += 1) await stream.next();
  expect(resumed).toBe(false);
  await stream.next();
  await Promise.resolve();
  expect(resumed).toBe(true);
  expect(written().room()).toBeUndefined();
});

test("writer that waits for room is released when the reader leaves", async () => {
  const { stream, written } = createOpenStream();
  void stream.next();
  for (let count = 0; count < 1_025; count += 1) written().emit(word);
  const room = written().room();
  expect(room).toBeDefined();
  await stream.return?.();
  await room;
});
