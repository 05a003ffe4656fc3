/** What the journal holds, laid over what was read: a conversation goes on with messages that no database has yet. */
import type { Conversation, StoredMessage } from "../../core/conversation.ts";
import type { ConversationQuery } from "../../core/stores.ts";
import type { Preference } from "../../core/preference.ts";
import type { Write } from "./write.ts";

export function waitingConversations(writes: readonly Write[]): readonly Conversation[] {
  return writes.flatMap((write) => (write.kind === "conversation" ? [write.value] : []));
}

export function waitingMessages(writes: readonly Write[], conversationId: string): readonly StoredMessage[] {
  return writes.flatMap((write) =>
    write.kind === "message" && write.value.conversationId === conversationId ? [write.value] : [],
  );
}

export function waitingPreferences(writes: readonly Write[], userId: string, kind?: string): readonly Preference[] {
  return writes.flatMap((write) =>
    write.kind === "preference" && write.value.userId === userId && (kind === undefined || write.value.kind === kind)
      ? [write.value]
      : [],
  );
}

/**
 * Those that wait take the place of those with the same id, or come after them. Sorted by time; what happened in one
 * millisecond stays in this order.
 */
export function layOver<Row extends { readonly id: string; readonly createdAtMs: number }>(
  stored: readonly Row[],
  waiting: readonly Row[],
): readonly Row[] {
  const rows = new Map(stored.map((row) => [row.id, row]));
  for (const row of waiting) rows.set(row.id, row);
  return [...rows.values()].toSorted((a, b) => a.createdAtMs - b.createdAtMs);
}

/** Newest first, as the query wants them; stored ones are not replaced. */
export function listOver(
  stored: readonly Conversation[],
  waiting: readonly Conversation[],
  { userId, beforeMs, beforeId, limit }: ConversationQuery,
): readonly Conversation[] {
  const known = new Set(stored.map(({ id }) => id));
  const isWished = ({ id, userId: owner, createdAtMs }: Conversation): boolean =>
    !known.has(id) &&
    (userId === undefined || owner === userId) &&
    (beforeMs === undefined ||
      createdAtMs < beforeMs ||
      (beforeId !== undefined && createdAtMs === beforeMs && id < beforeId));
  return [...stored, ...waiting.filter(isWished)]
    .toSorted((a, b) => b.createdAtMs - a.createdAtMs || (a.id < b.id ? 1 : -1))
    .slice(0, limit);
}
