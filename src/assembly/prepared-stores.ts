import type { ConversationStore, Stores, UserDataStore } from "../core/stores.ts";

/**
 * Stores that run `prepare` before the first look at conversations or write to them, whoever comes first. Reads wait
 * for it; writes do not, as it is in the queue before them.
 */
export function preparedStores(stores: Stores, prepare: () => Promise<void>): Stores {
  const inner = stores.conversations;

  async function after<Value>(work: () => Promise<Value>): Promise<Value> {
    await prepare();
    return await work();
  }

  const behind = <Value>(work: () => Promise<Value>): Promise<Value> => {
    // Begun, not awaited: a reply does not wait for a database that is slow to open. How it went, reads are told.
    prepare().catch(() => {});
    return work();
  };

  const conversations: ConversationStore = {
    begin: (conversation) => behind(() => inner.begin(conversation)),
    put: (message) => behind(() => inner.put(message)),
    find: (id, options) => after(() => inner.find(id, options)),
    messages: (id, range) => after(() => inner.messages(id, range)),
    list: (query) => after(() => inner.list(query)),
    remove: (id) => after(() => inner.remove(id)),
    closeInterrupted: () => inner.closeInterrupted(),
  };
  const users: UserDataStore = {
    export: (userId) => after(() => stores.users.export(userId)),
    remove: (userId) => after(() => stores.users.remove(userId)),
  };

  return {
    conversations,
    users,
    preferences: stores.preferences,
    personaOverrides: stores.personaOverrides,
    state: () => stores.state(),
    [Symbol.asyncDispose]: () => stores[Symbol.asyncDispose](),
  };
}
