import { expect, it } from "vitest";
import { createFakeClock, type FakeClock } from "../../testing/fake-clock.ts";
import type { UserPartial } from "../voice-event.ts";
import { createPartialTranscripts, type PartialTranscripts } from "./partial-transcripts.ts";

interface Reading {
  readonly partials: PartialTranscripts;
  readonly emitted: UserPartial[];
  readonly clock: FakeClock;
  /** Lengths that were read, in samples. */
  readonly read: number[];
  /** The utterance has this length now. */
  grow(lengthMs: number): Promise<void>;
}

function reading(tookMs: number, texts: readonly string[]): Reading {
  const clock = createFakeClock();
  const emitted: UserPartial[] = [];
  const read: number[] = [];
  const partials = createPartialTranscripts(
    async (samples) => {
      read.push(samples.length);
      await new Promise<void>((resolve) => clock.schedule(tookMs, resolve));
      return { text: texts[read.length - 1] ?? "" };
    },
    { clock, emit: (partial) => emitted.push(partial) },
  );
  return {
    ...{ partials, emitted, clock, read },
    async grow(lengthMs) {
      partials.grow(lengthMs, () => new Float32Array(lengthMs * 16));
      await clock.advance(100);
    },
  };
}

it("reads an utterance again as it grows, and says what two readings agree on", async () => {
  const { emitted, grow, partials } = reading(100, ["I lost my", "I lost my keys", "I lost my keys today"]);
  partials.measured(100);
  partials.begin();
  for (let ms = 100; ms <= 2400; ms += 100) await grow(ms);
  expect(emitted.map(({ stableText, text }) => [text, stableText])).toEqual([
    ["I lost my", ""],
    ["I lost my keys", "I lost my"],
    ["I lost my keys today", "I lost my keys"],
  ]);
});

it("asks nothing of a recognizer whose speed is not known, or that is slow", async () => {
  const { grow, partials, read } = reading(100, ["Hello"]);
  partials.begin();
  await grow(1000);
  partials.measured(400);
  await grow(2000);
  expect(read).toEqual([]);
});

it("takes a third of the time at most", async () => {
  const { grow, partials, read } = reading(300, []);
  partials.measured(300);
  partials.begin();
  for (let ms = 100; ms <= 9000; ms += 100) await grow(ms);
  expect(read.length * 300).toBeLessThanOrEqual(9000 * 0.35 + 300);
  expect(read.length).toBeGreaterThan(5);
});

it("says nothing of an utterance that is over", async () => {
  const { clock, emitted, grow, partials } = reading(300, ["Old words"]);
  partials.measured(100);
  partials.begin();
  await grow(1000);
  partials.begin();
  await clock.advance(1000);
  expect(emitted).toEqual([]);
});
