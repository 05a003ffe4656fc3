import { withoutClosing } from "../canned/broken-off.ts";
import type { TasteTurn } from "./taste-request.ts";

/** Messages that the prompt takes at most. */
const windowMessages = 10;
/** Messages that are dropped together: between two cuts the prompt's beginning stays the same, and stays cached. */
const chunkMessages = 4;
/** Characters of all of them, about 1500 tokens. */
const windowLength = 6000;

/**
 * The newest turns of users and assistants, beginning with a user's.
 * @param room characters that are left beside the user's new message.
 */
export function windowOf(history: readonly TasteTurn[], room: number): readonly TasteTurn[] {
  const spoken = history
    .map(({ role, content }) => ({ role, content: role === "assistant" ? withoutClosing(content) : content }))
    .filter(({ role, content }) => role !== "system" && content !== "");
  let start = chunksFor(spoken.length - windowMessages);
  while (start < spoken.length && lengthOf(spoken.slice(start)) > Math.min(windowLength, room)) start += chunkMessages;
  const firstUser = spoken.findIndex(({ role }, index) => index >= start && role === "user");
  return firstUser === -1 ? [] : spoken.slice(firstUser);
}

function chunksFor(surplus: number): number {
  return Math.max(0, Math.ceil(surplus / chunkMessages)) * chunkMessages;
}

function lengthOf(turns: readonly TasteTurn[]): number {
  return turns.reduce((sum, { content }) => sum + content.length, 0);
}
