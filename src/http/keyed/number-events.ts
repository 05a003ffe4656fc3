import { randomBytes } from "node:crypto";
import type { FrameSource } from "../event-stream.ts";

/** The same frames with ids: `run.number`. */
export async function* numberEvents(frames: FrameSource): FrameSource {
  const run = randomBytes(6).toString("hex");
  try {
    for (let number = 1; ; number += 1) {
      const next = await frames.next();
      const frame = withEventId(next.value, `${run}.${number}`);
      if (next.done === true) return frame;
      yield frame;
    }
  } finally {
    await frames.return("");
  }
}

/** A frame may hold several events: who has the id has the last of them. */
export function withEventId(frame: string, id: string): string {
  const border = frame.lastIndexOf("\n\n", frame.length - 3);
  const start = border < 0 ? 0 : border + 2;
  return `${frame.slice(0, start)}id: ${id}\n${frame.slice(start)}`;
}
