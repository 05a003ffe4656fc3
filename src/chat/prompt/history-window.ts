/**
 * Which messages of a conversation go into the prompt. A window that moved with every turn would change the prompt
 * right behind its stable part, and nothing of it could be reused: so it moves in steps of several messages, and stays
 * where it is between them.
 */
import type { ChatMessage } from "../../core/chat-message.ts";

/** One message of the history, ready for the prompt. */
export interface HistoryEntry {
  /** Tells the message again in the next turn; the place in the list where the client gives the history itself. */
  readonly id: string;
  readonly message: ChatMessage;
}

/** How many messages the window leaves behind at once: at most half of it, and whole pairs. */
function windowStep(limit: number): number {
  return Math.max(2, 2 * Math.floor(limit / 4));
}

/** The window's part of `entries`; it begins where it began last time as long as that is within the limit. */
export function historyWindow(
  entries: readonly HistoryEntry[],
  limit: number,
  beganAt: string | undefined,
): readonly HistoryEntry[] {
  if (limit === 0) return [];
  const anchor = entries.findIndex(({ id }) => id === beganAt);
  let start = Math.max(0, anchor);
  while (entries.length - start > limit) start += windowStep(limit);
  return entries.slice(pairBorder(entries, start));
}

/** The window without its oldest step; the whole of a window that is one step long. */
export function withoutOldest(entries: readonly HistoryEntry[], limit: number): readonly HistoryEntry[] {
  return entries.slice(pairBorder(entries, Math.min(entries.length, windowStep(limit))));
}

/** The next message of a user from `start` on: a reply is never included without its question. */
function pairBorder(entries: readonly HistoryEntry[], start: number): number {
  let border = start;
  while (border < entries.length && entries[border]?.message.role !== "user") border += 1;
  return border;
}

/** Where the windows of the latest conversations began. Forgetting one costs a prompt's evaluation, nothing else. */
export interface WindowStarts {
  get(conversationId: string): string | undefined;
  set(conversationId: string, messageId: string | undefined): void;
}

const rememberedConversations = 2_000;

export function createWindowStarts(): WindowStarts {
  const starts = new Map<string, string>();
  return {
    get: (id) => starts.get(id),
    set(id, messageId) {
      starts.delete(id);
      if (messageId === undefined) return;
      starts.set(id, messageId);
      const [oldest] = starts.keys();
      if (starts.size > rememberedConversations && oldest !== undefined) starts.delete(oldest);
    },
  };
}
