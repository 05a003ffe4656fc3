import { toReparteeError } from "../core/errors.ts";
import type { ReplyEvent } from "../core/reply.ts";

/** The events of a reply whose request may be refused: that, too, is the one `error` event, the last. */
export function replyEvents(begin: () => AsyncIterable<ReplyEvent>): AsyncIterable<ReplyEvent> {
  try {
    return begin();
  } catch (thrown) {
    return failedReply(thrown);
  }
}

async function* failedReply(thrown: unknown): AsyncGenerator<ReplyEvent> {
  yield { type: "error", error: toReparteeError(thrown) };
}
