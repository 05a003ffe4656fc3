import { randomBytes } from "node:crypto";
import type { FrameSource } from "../event-stream.ts";
import { withEventId } from "./recorded-stream.ts";

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
