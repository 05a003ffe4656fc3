/**
 * The stores of one database, made so that no reply waits for it or fails with it. The database is opened at the first
 * use, and again when it was lost; until then writes wait in a bounded journal.
 */
import { withDefaults } from "../../core/with-defaults.ts";
import type { Clock } from "../../core/clock.ts";
import type { Log } from "../../core/log.ts";
import type { Stores } from "../../core/stores.ts";
import type { DatabaseSource } from "../database.ts";
import { deleteConversation, findConversation, listConversations } from "../tables/conversations.ts";
import { closeStreaming, messagesOf } from "../tables/messages.ts";
import { deletePersonaOverride, findPersonaOverride } from "../tables/persona-overrides.ts";
import { deletePreference, preferencesOf, preferencesToEmbed } from "../tables/preferences.ts";
import { deleteUser, exportUser } from "../tables/user-data.ts";
import type { JournalLimits } from "./journal.ts";
import { createLane, type LaneWaits } from "./lane.ts";
import { layOver, listOver, waitingConversations, waitingMessages, waitingPreferences } from "./waiting-writes.ts";

export interface ReliableOptions {
  readonly source: DatabaseSource;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits?: Partial<JournalLimits>;
  readonly waits?: Partial<LaneWaits>;
}

/** An hour of a busy server: some 5,000 turns of a user's line and a reply. */
const defaultLimits: JournalLimits = { maxWrites: 10_000, maxBytes: 32 * 1024 * 1024 };
/** A reply that waits a second for its storage is noticed; a healthy database takes milliseconds. */
const defaultWaits: LaneWaits = { writeMs: 1_000, readMs: 2_000, attemptMs: 10_000, closeMs: 2_000 };

/** The most that one list answers with. */
const maxListed = 200;

export function createStores(options: ReliableOptions): Stores {
  const { source, clock, log } = options;
  const limits = withDefaults(defaultLimits, options.limits);
  const lane = createLane({ source, clock, log, limits, waits: withDefaults(defaultWaits, options.waits) });
  const { journal } = lane;

  /**
   * Reads, with what waited before it and what waits after it laid over: a write that was stored meanwhile is in one of
   * them. Without a database the read fails, unless what waits is enough and there is some.
   */
  async function readOver<Row extends { readonly id: string; readonly createdAtMs: number }>(
    waiting: () => readonly Row[],
    read: () => Promise<readonly Row[]>,
    isEnough: (waits: readonly Row[]) => boolean,
  ): Promise<readonly Row[]> {
    const before = waiting();
    const stored = await read().catch((error: unknown) => {
      if (isEnough(before)) return [];
      throw error;
    });
    return layOver(layOver(stored, before), waiting());
  }

  return {
    conversations: {
      begin: (value) => lane.write({ kind: "conversation", value }),
      put: (value) => lane.write({ kind: "message", value }),
      async find(id, { waitingIsEnough = false } = {}) {
        const waiting = waitingConversations(journal.writes()).find((conversation) => conversation.id === id);
        // One that began before stays as it is: the database is asked first.
        const stored = lane.read("find the conversation", ({ query }) => findConversation(query, id));
        const isEnough = waitingIsEnough && waiting !== undefined;
        return (isEnough ? await stored.catch(() => undefined) : await stored) ?? waiting;
      },
      async messages(conversationId, { last, waitingIsEnough = false } = {}) {
        const messages = await readOver(
          () => waitingMessages(journal.writes(), conversationId),
          () => lane.read("read the messages", ({ query }) => messagesOf(query, conversationId, last)),
          (waits) =>
            waitingIsEnough &&
            (waits.length > 0 || waitingConversations(journal.writes()).some(({ id }) => id === conversationId)),
        );
        return last === undefined ? messages : messages.slice(Math.max(0, messages.length - last));
      },
      async list(query) {
        const wished = { ...query, limit: Math.min(maxListed, query.limit) };
        const before = waitingConversations(journal.writes());
        const stored = await lane.read("list conversations", (database) => listConversations(database.query, wished));
        return listOver(stored, before, wished);
      },
      remove: (id) => lane.change("remove the conversation", ({ query }) => deleteConversation(query, id)),
      closeInterrupted: async () => (await lane.first(({ query }) => closeStreaming(query))) ?? 0,
    },
    preferences: {
      put: (value) => lane.write({ kind: "preference", value }),
      list: (userId, kind, { waitingIsEnough = false } = {}) =>
        readOver(
          () => waitingPreferences(journal.writes(), userId, kind),
          () => lane.read("list preferences", ({ query }) => preferencesOf(query, userId, kind)),
          (waits) => waitingIsEnough && waits.length > 0,
        ),
      remove: (userId, id) => lane.change("remove the preference", ({ query }) => deletePreference(query, userId, id)),
      listToEmbed: (model, limit) =>
        lane.read("list preferences", ({ query }) => preferencesToEmbed(query, model, limit)),
    },
    personaOverrides: {
      async get(persona) {
        const waiting = journal
          .writes()
          .findLast((write) => write.kind === "persona-override" && write.persona === persona);
        if (waiting?.kind === "persona-override") return waiting.override;
        return await lane.read("read the persona's changes", ({ query }) => findPersonaOverride(query, persona));
      },
      put: (persona, override) => lane.write({ kind: "persona-override", persona, override }),
      remove: (persona) =>
        lane.change("remove the persona's changes", ({ query }) => deletePersonaOverride(query, persona)),
    },
    users: {
      export: (userId) => lane.change("export a user's data", ({ query }) => exportUser(query, userId)),
      remove: (userId) => lane.change("remove a user's data", ({ query }) => deleteUser(query, userId)),
    },
    state: () => ({
      kind: source.kind,
      available: lane.isAvailable,
      journaled: journal.size,
      dropped: journal.dropped,
    }),
    [Symbol.asyncDispose]: () => lane.close(),
  };
}
