import type { ApiKeyStore } from "../../core/stores.ts";
import { deleteApiKey, insertApiKey, listApiKeys, revokeApiKey } from "../tables/api-keys.ts";
import type { ReadDatabase } from "./read-database.ts";
import type { WriteQueue } from "./write-queue.ts";

/** Keys are never pending: one that is not in the database is not made, or not revoked. */
export function createApiKeyStore(queue: Pick<WriteQueue, "run" | "write">, read: ReadDatabase): ApiKeyStore {
  return {
    add: (key) => queue.run("add the key", ({ query }) => insertApiKey(query, key)),
    list: () => read("list keys", ({ query }) => listApiKeys(query)),
    revoke: (id, atMs) => queue.run("revoke the key", ({ query }) => revokeApiKey(query, id, atMs)),
    remove: (id) => queue.run("remove the key", ({ query }) => deleteApiKey(query, id)),
    touch: (id, atMs) => queue.write({ kind: "key-use", value: { id, atMs } }),
  };
}
