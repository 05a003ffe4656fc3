/** Writes that waited for the database while another server removed what they are about. */
import type { Kysely } from "kysely";
import type { Clock } from "../../core/clock.ts";
import type { DatabaseSchema } from "../schema.ts";
import { lateMs } from "../tables/database-time.ts";
import { removalAges, removalKey } from "../tables/removals.ts";
import type { PendingWrite } from "./pending-writes.ts";
import type { Write } from "./write.ts";

/** Those of the batch that are older than a removal of what they are about. Nothing of the others is removed meanwhile. */
export async function findOutdated(
  query: Kysely<DatabaseSchema>,
  batch: readonly PendingWrite[],
  clock: Pick<Clock, "now">,
): Promise<ReadonlySet<PendingWrite>> {
  const nowMs = clock.now();
  const late = batch
    .map((entry) => ({ entry, ageMs: nowMs - entry.queuedMs, keys: removalKeys(entry.write) }))
    .filter(({ ageMs, keys }) => ageMs >= lateMs && keys.length > 0);
  if (late.length === 0) return new Set();
  const removed = await removalAges(query, [...new Set(late.flatMap(({ keys }) => keys))]);
  const isOutdated = (ageMs: number, keys: readonly string[]): boolean =>
    keys.some((key) => (removed.get(key) ?? Infinity) <= ageMs);
  return new Set(late.filter(({ ageMs, keys }) => isOutdated(ageMs, keys)).map(({ entry }) => entry));
}

function removalKeys(write: Write): readonly string[] {
  const ofUser = (userId: string | undefined): readonly string[] =>
    userId === undefined ? [] : [removalKey("user", userId)];
  switch (write.kind) {
    case "conversation":
      return [removalKey("conversation", write.value.id), ...ofUser(write.value.userId)];
    case "message":
      return [removalKey("conversation", write.value.conversationId)];
    case "keyed-reply": {
      const { conversationId, userId } = write.value;
      const keys = conversationId === undefined ? [] : [removalKey("conversation", conversationId)];
      return [...keys, ...ofUser(userId)];
    }
    case "preference":
    case "response":
      return ofUser(write.value.userId);
    case "persona-override":
      return [removalKey("persona-override", write.persona)];
    case "turn-end":
    case "key-use":
      return [];
  }
}
