import type { StoredApiKey } from "../../core/api-key.ts";
import { expectSame, someTimeMs, type StoreCheck } from "./check.ts";
import { withStores } from "./with-stores.ts";

function apiKey(id: string, more: Partial<StoredApiKey> = {}): StoredApiKey {
  return { id, sha256: `hash of ${id}`, scopes: ["chat"], limits: {}, createdAtMs: someTimeMs, ...more };
}

/** Keys of `repartee key`. */
export const keyChecks: readonly StoreCheck[] = [
  {
    name: "key comes back with all that it has, and nothing more; oldest first",
    run: (subject) =>
      withStores(subject, async ({ apiKeys }) => {
        const full = apiKey("rp_full", {
          scopes: ["chat", "models", "admin"],
          label: "the app 'ü'",
          userId: "anna",
          limits: { requestsPerMinute: 60, tokensPerMinute: 20_000, concurrentRequests: 2 },
          createdAtMs: someTimeMs + 1,
          expiresAtMs: someTimeMs + 9,
        });
        expectSame(await apiKeys.list(), [], "the keys before");
        expectSame(await apiKeys.add(full), true, "the answer");
        await apiKeys.add(apiKey("rp_bare"));
        expectSame(await apiKeys.list(), [apiKey("rp_bare"), full], "the keys");
      }),
  },
  {
    name: "key of an id that exists is refused, and the other stays as it is",
    run: (subject) =>
      withStores(subject, async ({ apiKeys }) => {
        await apiKeys.add(apiKey("rp_a", { label: "first" }));
        expectSame(await apiKeys.add(apiKey("rp_a", { sha256: "other", label: "second" })), false, "the answer");
        expectSame(await apiKeys.list(), [apiKey("rp_a", { label: "first" })], "the keys");
      }),
  },
  {
    name: "key that is revoked keeps the first time when it was, and no other key changes",
    run: (subject) =>
      withStores(subject, async ({ apiKeys }) => {
        await apiKeys.add(apiKey("rp_a"));
        await apiKeys.add(apiKey("rp_b"));
        expectSame(await apiKeys.revoke("rp_a", someTimeMs + 5), true, "the answer");
        expectSame(await apiKeys.revoke("rp_a", someTimeMs + 9), true, "the answer to the same again");
        expectSame(await apiKeys.revoke("rp_", someTimeMs), false, "the answer to an id that none has");
        expectSame(await apiKeys.list(), [apiKey("rp_a", { revokedAtMs: someTimeMs + 5 }), apiKey("rp_b")], "the keys");
      }),
  },
  {
    name: "use of a key is remembered, that of a removed one is not",
    run: (subject) =>
      withStores(subject, async ({ apiKeys }) => {
        await apiKeys.add(apiKey("rp_a"));
        await apiKeys.add(apiKey("rp_b"));
        expectSame(await apiKeys.touch("rp_a", someTimeMs + 7), { persisted: true }, "the outcome");
        expectSame(await apiKeys.remove("rp_b"), true, "the answer");
        expectSame(await apiKeys.remove("rp_b"), false, "the answer to the same again");
        await apiKeys.touch("rp_b", someTimeMs + 8);
        expectSame(await apiKeys.list(), [apiKey("rp_a", { lastUsedAtMs: someTimeMs + 7 })], "the keys");
      }),
  },
];
