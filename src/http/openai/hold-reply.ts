import { commitLate } from "../commit-late.ts";
import type { RouteServices } from "../route-services.ts";
import type { ChoiceEvent } from "./choices.ts";

/**
 * Replies held back until the first of them has begun.
 * @throws ReparteeError of a reply that failed before its first word: a real status instead of a frame in a 200.
 */
export function holdReply(
  events: AsyncIterable<ChoiceEvent>,
  { clock, commitDeadlineMs }: Pick<RouteServices, "clock" | "commitDeadlineMs">,
): Promise<AsyncIterable<ChoiceEvent>> {
  return commitLate(events, {
    clock,
    deadlineMs: commitDeadlineMs,
    settles({ event }) {
      if (event.type === "error") throw event.error;
      return event.type === "start" || event.type === "finish";
    },
  });
}
