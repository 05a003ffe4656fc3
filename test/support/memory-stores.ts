import type { Conversation, StoredMessage } from "../../src/core/conversation.ts";
import { createKeyedMutex } from "../../src/core/mutex.ts";
import type { ConversationStore, PersonaOverrideStore } from "../../src/core/stores.ts";

/** Conversations and overrides in memory, for tests of what is above the stores. */
export interface MemoryStores {
  readonly conversations: ConversationStore;
  readonly personaOverrides: PersonaOverrideStore;
  /** Every message as it was put, checkpoints included, oldest first. */
  readonly puts: readonly StoredMessage[];
}

export function createMemoryStores(): MemoryStores {
  const conversations = new Map<string, Conversation>();
  const messages = new Map<string, StoredMessage>();
  const overrides = new Map<string, string>();
  const puts: StoredMessage[] = [];
  const turns = createKeyedMutex();
  const of = (id: string): StoredMessage[] =>
    [...messages.values()]
      .filter(({ conversationId }) => conversationId === id)
      .toSorted((a, b) => a.createdAtMs - b.createdAtMs);

  return {
    puts,
    conversations: {
      async begin(conversation) {
        if (!conversations.has(conversation.id)) conversations.set(conversation.id, conversation);
        return { persisted: true };
      },
      async put(message) {
        puts.push(message);
        messages.set(message.id, message);
        return { persisted: true };
      },
      find: async (id) => conversations.get(id),
      messages: async (id, range) => (range?.last === undefined ? of(id) : of(id).slice(-range.last)),
      list: async ({ limit }) => [...conversations.values()].slice(0, limit),
      async remove(id) {
        for (const { id: message } of of(id)) messages.delete(message);
        return conversations.delete(id);
      },
      acquireTurn: (id, signal) => turns.acquire(id, signal, "answer"),
      async closeInterrupted() {
        const open = [...messages.values()].filter(({ state }) => state === "streaming");
        for (const message of open) messages.set(message.id, { ...message, state: "partial" });
        return open.length;
      },
    },
    personaOverrides: {
      get: async (persona) => overrides.get(persona),
      async put(persona, override) {
        overrides.set(persona, override);
        return { persisted: true };
      },
      remove: async (persona) => overrides.delete(persona),
    },
  };
}
