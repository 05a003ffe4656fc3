import { ReparteeError } from "../../core/errors.ts";
import type { ReplyEvent, ReplyFinishEvent } from "../../core/reply.ts";
import { eventFrame } from "../event-stream.ts";
import type { FrameSource } from "../event-stream.ts";

/**
 * A reply as it is written, as named events: `token` with `{"text"}` for each chunk, then `done` with what `toBody` makes
 * of the whole. A failure before the end becomes `error`.
 */
export async function* replyFrames<Finish extends ReplyFinishEvent>(
  events: AsyncIterable<Exclude<ReplyEvent, ReplyFinishEvent> | Finish>,
  toBody: (text: string, finish: Finish) => object,
): FrameSource {
  let text = "";
  for await (const event of events) {
    if (event.type === "finish") return eventFrame("done", toBody(text, event));
    if (event.type === "error") throw event.error;
    if (event.type !== "text-delta" || event.text === "") continue;
    text += event.text;
    yield eventFrame("token", { text: event.text });
  }
  throw new ReparteeError("internal", "A reply ended without a terminal event");
}
