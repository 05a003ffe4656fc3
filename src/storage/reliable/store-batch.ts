import type { Kysely, Transaction } from "kysely";
import type { Clock } from "../../core/clock.ts";
import type { Log } from "../../core/log.ts";
import { driverCode, type OpenDatabase } from "../database.ts";
import type { DatabaseSchema } from "../schema.ts";
import { touchApiKey } from "../tables/api-keys.ts";
import { insertConversation } from "../tables/conversations.ts";
import { upsertKeyedReply } from "../tables/keyed-replies.ts";
import { upsertMessage } from "../tables/messages.ts";
import { upsertPersonaOverride } from "../tables/persona-overrides.ts";
import { upsertPreference } from "../tables/preferences.ts";
import { upsertResponse } from "../tables/responses.ts";
import { deleteLease } from "../tables/turn-leases.ts";
import { findOutdated } from "./outdated-writes.ts";
import { retryConflicts } from "./retry-conflicts.ts";
import type { PendingWrite } from "./pending-writes.ts";
import { withQueryTimeout } from "./query-timeout.ts";
import type { Write } from "./write.ts";

export interface BatchOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** Longest transaction. */
  readonly timeoutMs: number;
  /** Drops a write that no attempt will ever store. */
  readonly refuse: (entry: PendingWrite) => void;
}

/** All in one transaction; one by one when the database refuses one of them. @throws what the database throws. */
export async function storeBatch(
  database: OpenDatabase,
  batch: readonly PendingWrite[],
  options: BatchOptions,
): Promise<void> {
  try {
    await storeTogether(database, batch, options);
  } catch (error) {
    if (!database.isRefusal(error)) throw error;
    for (const entry of batch) await storeAlone(database, entry, options);
  }
}

async function storeAlone(database: OpenDatabase, entry: PendingWrite, options: BatchOptions): Promise<void> {
  try {
    await storeTogether(database, [entry], options);
  } catch (error) {
    if (!database.isRefusal(error)) throw error;
    // Usually a message of a conversation that was removed meanwhile.
    options.log.warn(
      { kind: entry.write.kind, code: driverCode(error) },
      "the database refuses a write; it is dropped",
    );
    options.refuse(entry);
  }
}

async function storeTogether(
  database: OpenDatabase,
  batch: readonly PendingWrite[],
  { clock, log, timeoutMs }: BatchOptions,
): Promise<void> {
  const store = async (transaction: Transaction<DatabaseSchema>): Promise<void> => {
    const outdated = database.isShared ? await findOutdated(transaction, batch, clock) : none;
    if (outdated.size > 0) log.info({ writes: outdated.size }, "pending writes are older than a removal and left out");
    for (const entry of batch) {
      if (outdated.has(entry)) continue;
      await storeWrite(transaction, entry.write, database.isShared ? clock.now() - entry.queuedMs : undefined);
    }
  };
  const work = retryConflicts(database, () => database.query.transaction().execute(store));
  await withQueryTimeout(clock, timeoutMs, work);
}

const none: ReadonlySet<PendingWrite> = new Set();

/** Idempotent. `ageMs`: how long ago it was written, where other servers write as well. */
async function storeWrite(query: Kysely<DatabaseSchema>, write: Write, ageMs?: number): Promise<void> {
  switch (write.kind) {
    case "conversation":
      return await insertConversation(query, write.value);
    case "message":
      return await upsertMessage(query, write.value);
    case "preference":
      return await upsertPreference(query, write.value);
    case "response":
      return await upsertResponse(query, write.value);
    case "keyed-reply":
      return await upsertKeyedReply(query, write.value);
    case "key-use":
      return await touchApiKey(query, write.value.id, write.value.atMs);
    case "persona-override":
      return await upsertPersonaOverride(query, write.persona, write.override, ageMs);
    case "turn-end":
      return await deleteLease(query, write);
  }
}
