import { expect, test } from "vitest";
import { createFakeClock } from "../../testing/index.ts";
import type { FakeClock } from "../../testing/index.ts";
import type { RunnerFrame } from "../protocol.ts";
import { startHeartbeat } from "./heartbeat.ts";
import type { Outbox } from "./outbox.ts";

/** An outbox without a socket: what was sent, and when. */
function recordingOutbox(clock: FakeClock): { outbox: Outbox; sentMs: number[]; types: string[] } {
  const sentMs: number[] = [];
  const types: string[] = [];
  const outbox: Outbox = {
    send(frame: RunnerFrame) {
      sentMs.push(clock.now());
      types.push(frame.type);
    },
    room: () => undefined,
    end: () => Promise.resolve(),
    get lastSentMs() {
      return sentMs.at(-1) ?? 0;
    },
  };
  return { outbox, sentMs, types };
}

test("heartbeat is sent every two seconds while nothing else is", async () => {
  const clock = createFakeClock();
  const { outbox, sentMs, types } = recordingOutbox(clock);
  startHeartbeat(outbox, clock);
  await clock.advance(6000);
  expect(sentMs).toEqual([2000, 4000, 6000]);
  expect(new Set(types)).toEqual(new Set(["heartbeat"]));
});

test("heartbeat is not sent while other frames are, and never leaves more than two seconds of silence", async () => {
  const clock = createFakeClock();
  const { outbox, sentMs, types } = recordingOutbox(clock);
  startHeartbeat(outbox, clock);
  for (let i = 0; i < 20; i += 1) {
    await clock.advance(700);
    outbox.send({ type: "load-progress", fraction: 0 });
  }
  expect(types).not.toContain("heartbeat");
  await clock.advance(10_000);
  const gaps = sentMs.map((ms, index) => ms - (sentMs[index - 1] ?? 0));
  expect(Math.max(...gaps)).toBe(2000);
  expect(clock.now() - (sentMs.at(-1) ?? 0)).toBeLessThanOrEqual(2000);
});
