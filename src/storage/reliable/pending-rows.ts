/** Pending writes merged into what was read: a conversation goes on with messages that are not in the database yet. */
import type { Conversation, StoredMessage } from "../../core/conversation.ts";
import type { Preference } from "../../core/preference.ts";
import type { ConversationQuery } from "../../core/stores.ts";
import type { Write } from "./write.ts";

export function pendingConversations(writes: readonly Write[]): readonly Conversation[] {
  return writes.flatMap((write) => (write.kind === "conversation" ? [write.value] : []));
}

export function pendingMessages(writes: readonly Write[], conversationId: string): readonly StoredMessage[] {
  return writes.flatMap((write) =>
    write.kind === "message" && write.value.conversationId === conversationId ? [write.value] : [],
  );
}

export function pendingPreferences(writes: readonly Write[], userId: string, kind?: string): readonly Preference[] {
  return writes.flatMap((write) =>
    write.kind === "preference" && write.value.userId === userId && (kind === undefined || write.value.kind === kind)
      ? [write.value]
      : [],
  );
}

/**
 * Pending rows replace stored ones with the same id, or come after them. Sorted by time; rows of one millisecond stay in
 * this order.
 */
export function mergeRows<Row extends { readonly id: string; readonly createdAtMs: number }>(
  stored: readonly Row[],
  pending: readonly Row[],
): readonly Row[] {
  const rows = new Map(stored.map((row) => [row.id, row]));
  for (const row of pending) rows.set(row.id, row);
  return [...rows.values()].toSorted((a, b) => a.createdAtMs - b.createdAtMs);
}

/** Newest first, within the query; stored ones are not replaced. */
export function mergeConversations(
  stored: readonly Conversation[],
  pending: readonly Conversation[],
  { userId, beforeMs, beforeId, limit }: ConversationQuery,
): readonly Conversation[] {
  const known = new Set(stored.map(({ id }) => id));
  const matches = ({ id, userId: owner, createdAtMs }: Conversation): boolean =>
    !known.has(id) &&
    (userId === undefined || owner === (userId ?? undefined)) &&
    (beforeMs === undefined ||
      createdAtMs < beforeMs ||
      (beforeId !== undefined && createdAtMs === beforeMs && id < beforeId));
  return [...stored, ...pending.filter(matches)]
    .toSorted((a, b) => b.createdAtMs - a.createdAtMs || (a.id < b.id ? 1 : -1))
    .slice(0, limit);
}
