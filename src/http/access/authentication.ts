import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { isUsableKey, keyScopes, type StoredApiKey } from "../../core/api-key.ts";
import type { Clock } from "../../core/clock.ts";
import { ReparteeError } from "../../core/errors.ts";
import type { ApiKeyStore } from "../../core/stores.ts";
import { withTimeout } from "../../core/with-timeout.ts";
import type { Client } from "./client.ts";

/** The headers that may carry a key. `apiKey` is Anthropic's `X-Api-Key`. */
export interface Credentials {
  readonly authorization: string | undefined;
  readonly apiKey?: string | readonly string[] | undefined;
}

/** Who the client is. @throws ReparteeError `unauthorized`; `storage_unavailable` while the keys cannot be read. */
export type Authenticate = (credentials: Credentials) => Promise<Client>;

export interface AuthenticationOptions {
  /** Of the configuration: they may do everything. */
  readonly apiKeys: readonly string[];
  /** Keys of `repartee key`. Absent: there are none. */
  readonly storedKeys?: Pick<ApiKeyStore, "list" | "touch">;
  /** Also where there are no keys at all. Otherwise the first key is what closes the server. */
  readonly requireKey?: boolean;
  readonly clock: Clock;
}

/** What `repartee key add` makes: 256 random bits. */
const storedKeyForm = /^rp_[\w-]{43}$/;

/**
 * Keys by `Authorization: Bearer` or `X-Api-Key`; the first counts where both are sent. Configured keys: digests of
 * equal length are compared, each in turn and none skipped, so the time taken reveals nothing about a key. Stored keys
 * are looked up by their SHA-256: a stranger cannot choose the digest of a guess, so the time of the look-up reveals
 * nothing either. Fast digests are enough: keys are long random texts, which nobody guesses from a digest, and a slow one
 * (scrypt: 86 ms) would let strangers keep the processor busy.
 */
export function createAuthentication(options: AuthenticationOptions): Authenticate {
  const { apiKeys, clock, requireKey = false, storedKeys } = options;
  const isClosed = requireKey || apiKeys.length > 0;
  const isConfigured = createConfiguredKeys(apiKeys);
  const known = storedKeys === undefined ? undefined : createKnownKeys(storedKeys, clock);

  return async ({ authorization, apiKey }) => {
    const alone = typeof apiKey === "string" ? apiKey.trim() : "";
    const presented = authorization === undefined ? alone : bearerToken(authorization);
    if (isConfigured(presented)) return { scopes: keyScopes, limits: {}, digest: sha256(presented) };
    if (known === undefined) {
      if (isClosed) throw unauthorized();
      return openClient;
    }
    const mayBeStored = storedKeyForm.test(presented);
    if (isClosed && !mayBeStored) throw unauthorized();
    const keys = await known.current();
    if (keys === undefined && isClosed) throw keysUnavailable();
    // A server on loopback without keys is open, also while its database cannot be read.
    if (keys === undefined || (keys.size === 0 && !isClosed)) return openClient;
    const digest = sha256(presented);
    const key = mayBeStored ? (keys.get(digest) ?? (await known.newest())?.get(digest)) : undefined;
    if (key === undefined || !isUsableKey(key, Date.now())) throw unauthorized();
    known.noteUse(key);
    const { id, limits, scopes, userId } = key;
    return { keyId: id, digest, scopes, limits, ...(userId === undefined ? {} : { userId }) };
  };
}

const openClient: Client = { scopes: keyScopes, limits: {} };

function createConfiguredKeys(apiKeys: readonly string[]): (presented: string) => boolean {
  const secret = randomBytes(32);
  const digest = (key: string): Buffer => createHmac("sha256", secret).update(key).digest();
  const known = apiKeys.map(digest);
  return (presented) => {
    const found = digest(presented);
    let matches = 0;
    for (const key of known) matches += timingSafeEqual(key, found) ? 1 : 0;
    return matches > 0;
  };
}

function sha256(key: string): string {
  return createHash("sha256").update(key).digest("hex");
}

/** The empty text, which is no key, where the header is absent or of another kind. */
function bearerToken(authorization: string): string {
  return /^Bearer +(\S+) *$/i.exec(authorization)?.[1] ?? "";
}

/** One answer for a missing, a malformed, a wrong, an expired and a revoked key. */
function unauthorized(): ReparteeError {
  return new ReparteeError("unauthorized", "Cannot answer: the request carries no valid API key", {
    hint: "Send the header `Authorization: Bearer <key>`, or `X-Api-Key: <key>`",
  });
}

function keysUnavailable(): ReparteeError {
  return new ReparteeError("storage_unavailable", "Cannot check the key: the database is unavailable", {
    hint: "Try again soon; keys of the configuration need no database",
    retryAfterSeconds: 2,
  });
}

/**
 * The stored keys as they were a moment ago. All are read at once and looked up in memory, so that strangers who try
 * keys cost the database nothing.
 */
interface KnownKeys {
  /**
   * By the SHA-256 of the key. At most `refreshMs` old while the database answers; while it does not, as last read.
   * Undefined: they were never read.
   */
  current(): Promise<ReadonlyMap<string, StoredApiKey> | undefined>;
  /** The same for a key that is not among them: it may be new. */
  newest(): Promise<ReadonlyMap<string, StoredApiKey> | undefined>;
  /** Remembers that a key was used, once a minute. */
  noteUse(key: StoredApiKey): void;
}

/** How long a revoked key may still be taken. */
const refreshMs = 2_000;
/** How often unknown keys may make the database be read. */
const refreshUnknownMs = 250;
/** A database that is slower than this does not hold up requests whose keys are known. */
const patienceMs = 250;
const touchEveryMs = 60_000;

function createKnownKeys(store: Pick<ApiKeyStore, "list" | "touch">, clock: Clock): KnownKeys {
  let keys: ReadonlyMap<string, StoredApiKey> | undefined;
  let readAtMs = -Infinity;
  let reading: Promise<void> | undefined;
  const touchedAtMs = new Map<string, number>();

  function read(): Promise<void> {
    reading ??= readAll().finally(() => {
      reading = undefined;
      readAtMs = clock.now();
    });
    return reading;
  }

  async function readAll(): Promise<void> {
    // A failure is in the log already, and the next attempt is `refreshMs` away.
    const found = await store.list().catch(() => undefined);
    if (found !== undefined) keys = new Map(found.map((key) => [key.sha256, key]));
  }

  async function notOlderThan(ageMs: number): Promise<typeof keys> {
    if (clock.now() - readAtMs < ageMs) return keys;
    const fresh = read();
    if (keys === undefined) await fresh;
    else await withTimeout(fresh, { clock, timeoutMs: patienceMs, onTimeout: () => {} });
    return keys;
  }

  return {
    current: () => notOlderThan(refreshMs),
    newest: () => notOlderThan(refreshUnknownMs),
    noteUse({ id }) {
      const nowMs = clock.now();
      if (nowMs - (touchedAtMs.get(id) ?? -Infinity) < touchEveryMs) return;
      touchedAtMs.set(id, nowMs);
      void store.touch(id, Date.now());
    },
  };
}

/** A key's digest, or an address, as it goes to queues, their logs and runners. */
export function clientName(identity: string): string {
  return createHash("sha256").update(identity).digest("base64url").slice(0, 16);
}
