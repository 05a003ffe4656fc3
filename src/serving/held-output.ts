import type { ReplyEvent } from "../core/reply.ts";
import type { ReplyOutput } from "./reply-stream.ts";

/** What an attempt writes, kept back until it is known whether it counts. */
export interface HeldOutput extends ReplyOutput {
  /** Passes on all that was written. */
  release(): void;
}

/** Without bound: the limits of a reply are its own. */
export function holdOutput(output: ReplyOutput): HeldOutput {
  const held: ReplyEvent[] = [];
  return {
    emit: (event) => void held.push(event),
    room: () => undefined,
    release() {
      for (const event of held.splice(0)) output.emit(event);
    },
  };
}
