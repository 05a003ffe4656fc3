/**
 * The stores of one database. No reply waits for it or fails with it: it is opened at the first use, and again when it
 * was lost; until then writes are pending, up to a limit.
 */
import type { Clock } from "../../core/clock.ts";
import type { Log } from "../../core/log.ts";
import type { Stores } from "../../core/stores.ts";
import { withDefaults } from "../../core/with-defaults.ts";
import type { DatabaseSource } from "../database.ts";
import { deleteConversation, findConversation, listConversations } from "../tables/conversations.ts";
import { messagesOf } from "../tables/messages.ts";
import { deletePersonaOverride, findPersonaOverride } from "../tables/persona-overrides.ts";
import { deletePreference, preferencesOf, preferencesToEmbed } from "../tables/preferences.ts";
import { removalKey } from "../tables/removals.ts";
import { deleteUser, exportUser } from "../tables/user-data.ts";
import { createApiKeyStore } from "./api-key-store.ts";
import { createConnection, type Connection } from "./connection.ts";
import { createKeyedReplyStore } from "./keyed-reply-store.ts";
import { createInterruptedReplies, type InterruptedReplies } from "./interrupted-replies.ts";
import {
  mergeConversations,
  mergeRows,
  pendingConversations,
  pendingMessages,
  pendingPreferences,
} from "./pending-rows.ts";
import type { PendingLimits } from "./pending-writes.ts";
import { createReadDatabase } from "./read-database.ts";
import { createTurnLeases, type TurnLeases } from "./turn-leases.ts";
import { createRemove, removeRecorded } from "./remove.ts";
import { createResponseStore } from "./response-store.ts";
import { createWriteQueue, type StorageTimeouts, type WriteQueue } from "./write-queue.ts";

export interface ReliableOptions {
  readonly source: DatabaseSource;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits?: Partial<PendingLimits>;
  readonly timeouts?: Partial<StorageTimeouts>;
}

/** An hour of a busy server: some 5,000 turns of a user's message and a reply. */
const defaultLimits: PendingLimits = { maxWrites: 10_000, maxBytes: 32 * 1024 * 1024 };
/** A reply that waits a second for its storage is noticed; an available database takes milliseconds. */
const defaultTimeouts: StorageTimeouts = { writeMs: 1_000, readMs: 2_000, transactionMs: 10_000, closeMs: 2_000 };

/** Conversations of one list. */
const maxListed = 200;

export function createStores(options: ReliableOptions): Stores {
  const { source, clock, log } = options;
  const limits = withDefaults(defaultLimits, options.limits);
  const timeouts = withDefaults(defaultTimeouts, options.timeouts);
  const connection: Connection = createConnection({
    source,
    clock,
    log,
    onUsable: () => queue.resume(),
    onFailure: () => queue.notifyFailure(),
  });
  const queue: WriteQueue = createWriteQueue({ connection, clock, log, limits, timeouts });
  const read = createReadDatabase(connection, clock, timeouts.readMs);
  const { pending } = queue;
  const remove = createRemove({ queue, clock, log });
  const isShared = source.kind === "postgresql";
  const leases: TurnLeases = createTurnLeases({
    ...{ connection, queue, clock, log, isShared },
    timeoutMs: timeouts.readMs,
  });
  const interrupted: InterruptedReplies = createInterruptedReplies({ source, queue, read, clock, log, isShared });

  /**
   * Reads, merged with the writes that were pending before and those after it: a write that is stored meanwhile is in
   * one of them. Without a database it throws, unless the pending rows are enough.
   */
  async function readMerged<Row extends { readonly id: string; readonly createdAtMs: number }>(
    pendingRows: () => readonly Row[],
    readRows: () => Promise<readonly Row[]>,
    isEnough: (rows: readonly Row[]) => boolean,
  ): Promise<readonly Row[]> {
    const before = pendingRows();
    const stored = await readRows().catch((error: unknown) => {
      if (isEnough(before)) return [];
      throw error;
    });
    return mergeRows(mergeRows(stored, before), pendingRows());
  }

  return {
    conversations: {
      begin: (value) => queue.write({ kind: "conversation", value }),
      put: (value) => queue.write({ kind: "message", value }),
      async find(id, { waitingIsEnough = false } = {}) {
        const waiting = pendingConversations(pending.writes()).find((conversation) => conversation.id === id);
        // A stored conversation stays as it is, so that the database is read first.
        const stored = read("find the conversation", ({ query }) => findConversation(query, id));
        const isEnough = waitingIsEnough && waiting !== undefined;
        return (isEnough ? await stored.catch(() => undefined) : await stored) ?? waiting;
      },
      async messages(conversationId, { last, waitingIsEnough = false } = {}) {
        const messages = await readMerged(
          () => pendingMessages(pending.writes(), conversationId),
          () => read("read the messages", ({ query }) => messagesOf(query, conversationId, last)),
          (rows) =>
            waitingIsEnough &&
            (rows.length > 0 || pendingConversations(pending.writes()).some(({ id }) => id === conversationId)),
        );
        return last === undefined ? messages : messages.slice(Math.max(0, messages.length - last));
      },
      async list(query) {
        const limited = { ...query, limit: Math.min(maxListed, query.limit) };
        const before = pendingConversations(pending.writes());
        const stored = await read("list conversations", (database) => listConversations(database.query, limited));
        return mergeConversations(stored, before, limited);
      },
      remove: (id) =>
        remove("remove the conversation", (database) =>
          removeRecorded(database, removalKey("conversation", id), (query) => deleteConversation(query, id)),
        ),
      acquireTurn: (id, signal) => leases.acquire(id, signal),
      closeInterrupted: () => interrupted.close(),
    },
    preferences: {
      put: (value) => queue.write({ kind: "preference", value }),
      list: (userId, kind, { waitingIsEnough = false } = {}) =>
        readMerged(
          () => pendingPreferences(pending.writes(), userId, kind),
          () => read("list preferences", ({ query }) => preferencesOf(query, userId, kind)),
          (rows) => waitingIsEnough && rows.length > 0,
        ),
      remove: (userId, id) => remove("remove the preference", ({ query }) => deletePreference(query, userId, id)),
      listToEmbed: (model, limit) => read("list preferences", ({ query }) => preferencesToEmbed(query, model, limit)),
    },
    personaOverrides: {
      async get(persona) {
        const waiting = pending
          .writes()
          .findLast((write) => write.kind === "persona-override" && write.persona === persona);
        if (waiting?.kind === "persona-override") return waiting.override;
        return await read("read the persona's changes", ({ query }) => findPersonaOverride(query, persona));
      },
      put: (persona, override) => queue.write({ kind: "persona-override", persona, override }),
      remove: (persona) =>
        remove("remove the persona's changes", (database) =>
          removeRecorded(database, removalKey("persona-override", persona), (query) =>
            deletePersonaOverride(query, persona),
          ),
        ),
    },
    responses: createResponseStore(queue, read),
    keyedReplies: createKeyedReplyStore(queue, read, leases),
    apiKeys: createApiKeyStore(queue, read),
    users: {
      export: (userId) => queue.run("export a user's data", ({ query }) => exportUser(query, userId)),
      remove: (userId) => remove("remove a user's data", ({ query }) => deleteUser(query, userId, isShared)),
    },
    state: () => ({
      kind: source.kind,
      available: !connection.isDown,
      pending: pending.size,
      dropped: pending.dropped,
    }),
    async [Symbol.asyncDispose]() {
      leases[Symbol.dispose]();
      interrupted[Symbol.dispose]();
      await queue.close();
      await connection.close();
    },
  };
}
