import { expect, test } from "vitest";
import { createDeferred } from "../../core/deferred.ts";
import type { FrameSource } from "../event-stream.ts";
import { withEventId } from "./event-id.ts";
import { createStreamRecorder } from "./recorded-stream.ts";
import { readStoredAnswer, repeatable, writeStoredAnswer } from "./stored-answer.ts";

async function* source(...frames: readonly string[]): FrameSource {
  for (const frame of frames.slice(0, -1)) yield frame;
  return frames.at(-1) ?? "";
}

/** What a reader gets, and how its stream ends. */
async function readAll(frames: FrameSource): Promise<readonly string[]> {
  const read: string[] = [];
  for (;;) {
    const next = await frames.next();
    read.push(next.value);
    if (next.done === true) return read;
  }
}

test("readers get the same frames, from where each begins, while they come and afterwards", async () => {
  const recorder = createStreamRecorder("r");
  const early = readAll(recorder.read(1));
  let atEnd: readonly string[] | undefined;
  await recorder.record(source("data: a\n\n", "data: b\n\n", "data: c\n\n"), async (frames) => void (atEnd = frames));
  const all = ["id: r.1\ndata: a\n\n", "id: r.2\ndata: b\n\n", "id: r.3\ndata: c\n\n"];
  expect(await early).toEqual(all);
  expect(atEnd).toEqual(all);
  expect(await readAll(recorder.read(recorder.next(undefined)))).toEqual(all);
  expect(await readAll(recorder.read(recorder.next("r.2")))).toEqual(all.slice(2));
  expect(await readAll(recorder.read(recorder.next("r.3"))), "nothing is left").toEqual([""]);
});

test("every reader of a stream that fails gets its frames and then its error", async () => {
  const recorder = createStreamRecorder("r");
  const begun = createDeferred<void>();
  async function* failing(): FrameSource {
    yield "data: a\n\n";
    await begun.promise;
    throw new Error("broken");
  }
  const readers = [recorder.read(1), recorder.read(1)];
  let ended = 0;
  const recorded = recorder.record(failing(), async () => void (ended += 1));
  for (const reader of readers) expect((await reader.next()).value).toBe("id: r.1\ndata: a\n\n");
  const ends = readers.map((reader) => expect(reader.next()).rejects.toThrow("broken"));
  begun.resolve();
  await Promise.all(ends);
  await recorded;
  expect(ended, "nothing to store").toBe(0);
});

test("frames beyond the bound push the oldest out, and readers that need them get an error", async () => {
  const recorder = createStreamRecorder("r", 60);
  let atEnd: readonly string[] | undefined = [];
  const nine = Array.from({ length: 9 }, (_, index) => `data: frame ${index}\n\n`);
  await recorder.record(source(...nine), async (frames) => void (atEnd = frames));
  expect(() => recorder.next("r.2")).not.toThrow();
  await expect(readAll(recorder.read(recorder.next("r.2")))).rejects.toMatchObject({ code: "reply_not_kept" });
  expect(await readAll(recorder.read(recorder.next("r.8")))).toEqual(["id: r.9\ndata: frame 8\n\n"]);
  expect(atEnd).toBeUndefined();
});

test("the terminal frame is shown when what comes before it is done", async () => {
  const recorder = createStreamRecorder("r");
  const stored = createDeferred<void>();
  void recorder.record(source("data: a\n\n", "data: b\n\n"), () => stored.promise);
  const reader = recorder.read(1);
  expect((await reader.next()).value).toContain("data: a");
  let isShown = false;
  const last = reader.next().then((next) => {
    isShown = true;
    return next.value;
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(isShown).toBe(false);
  stored.resolve();
  expect(await last).toContain("data: b");
});

test("a whole reply of more than a million characters is not stored", () => {
  const head = { fingerprint: "f", turnId: "t" };
  const stored = (length: number) =>
    readStoredAnswer(writeStoredAnswer(head, { kind: "json", body: { text: "x".repeat(length) } })).answer?.kind;
  expect(stored(1_000_000)).toBe("json");
  expect(stored(1_100_000)).toBe("too-long");
  expect(() => repeatable({ kind: "too-long" })).toThrow(expect.objectContaining({ code: "reply_not_kept" }));
});

test("the id of a frame with several events is that of its last one", () => {
  expect(withEventId("data: {}\n\ndata: [DONE]\n\n", "r.7")).toBe("data: {}\n\nid: r.7\ndata: [DONE]\n\n");
  expect(withEventId("event: done\ndata: {}\n\n", "r.7")).toBe("id: r.7\nevent: done\ndata: {}\n\n");
});
