import type { ChatConversation } from "./tree.ts";

/** Conversations of the chat, in this browser only: the routes that they use keep nothing. */
export interface ChatStore {
  /** Newest first. */
  list(): Promise<readonly ChatConversation[]>;
  save(conversation: ChatConversation): Promise<void>;
  remove(id: string): Promise<void>;
}

const storeName = "conversations";

export function openChatStore(): ChatStore {
  let opened: Promise<IDBDatabase> | undefined;
  const database = (): Promise<IDBDatabase> => (opened ??= openDatabase());

  async function run<Result>(
    mode: IDBTransactionMode,
    action: (store: IDBObjectStore) => IDBRequest<Result>,
  ): Promise<Result> {
    const store = (await database()).transaction(storeName, mode).objectStore(storeName);
    return await toPromise(action(store));
  }

  return {
    async list() {
      const found = await run("readonly", (store) => store.getAll());
      return (found as ChatConversation[]).toSorted((one, other) => other.updatedAt - one.updatedAt);
    },
    async save(conversation) {
      await run("readwrite", (store) => store.put(conversation));
    },
    async remove(id) {
      await run("readwrite", (store) => store.delete(id));
    },
  };
}

function openDatabase(): Promise<IDBDatabase> {
  const request = indexedDB.open("repartee", 1);
  request.addEventListener("upgradeneeded", () => request.result.createObjectStore(storeName, { keyPath: "id" }));
  return toPromise(request);
}

function toPromise<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error ?? new Error("The browser's storage failed")));
  });
}
