import type { ConversationStore, KeyedReplyStore, Stores, UserDataStore } from "../core/stores.ts";

export interface PreparedStores {
  readonly stores: Stores;
  /** Runs `work` once, however often it is called. */
  prepare(): Promise<void>;
}

/**
 * Stores that run `work` before the first read or write of conversations, whichever comes first. Reads wait for it;
 * writes do not, as they are queued behind it. Once it is done, the stores are the given ones, without a layer.
 */
export function createPreparedStores(stores: Stores, work: () => Promise<void>): PreparedStores {
  let preparing: Promise<void> | undefined;
  let isPrepared = false;
  const prepare = (): Promise<void> => (preparing ??= work().then(() => void (isPrepared = true)));
  const inner = stores.conversations;

  async function after<Value>(read: () => Promise<Value>): Promise<Value> {
    if (!isPrepared) await prepare();
    return await read();
  }

  function behind<Value>(act: () => Promise<Value>): Promise<Value> {
    // Not awaited: a reply does not wait for a database that is slow to open. Reads report a failure.
    if (!isPrepared) prepare().catch(() => {});
    return act();
  }

  const conversations: ConversationStore = {
    begin: (conversation) => behind(() => inner.begin(conversation)),
    put: (message) => behind(() => inner.put(message)),
    find: (id, options) => after(() => inner.find(id, options)),
    messages: (id, range) => after(() => inner.messages(id, range)),
    list: (query) => after(() => inner.list(query)),
    remove: (id) => after(() => inner.remove(id)),
    acquireTurn: (id, signal) => behind(() => inner.acquireTurn(id, signal)),
    closeInterrupted: () => inner.closeInterrupted(),
  };
  const keyedReplies: KeyedReplyStore = {
    put: (reply) => behind(() => stores.keyedReplies.put(reply)),
    find: (id) => after(() => stores.keyedReplies.find(id)),
    acquire: (id, signal) => behind(() => stores.keyedReplies.acquire(id, signal)),
  };
  const users: UserDataStore = {
    export: (userId) => after(() => stores.users.export(userId)),
    remove: (userId) => after(() => stores.users.remove(userId)),
  };
  return {
    prepare,
    stores: {
      get conversations() {
        return isPrepared ? inner : conversations;
      },
      get users() {
        return isPrepared ? stores.users : users;
      },
      get keyedReplies() {
        return isPrepared ? stores.keyedReplies : keyedReplies;
      },
      preferences: stores.preferences,
      personaOverrides: stores.personaOverrides,
      responses: stores.responses,
      apiKeys: stores.apiKeys,
      state: () => stores.state(),
      [Symbol.asyncDispose]: () => stores[Symbol.asyncDispose](),
    },
  };
}
