/** A key that was made with `repartee key add`. */
export interface StoredApiKey {
  /** The key's first characters, which lists and logs show: `rp_4fZk9QxA`. */
  readonly id: string;
  /** SHA-256 of the whole key, in hexadecimal. The key itself is stored nowhere. */
  readonly sha256: string;
  readonly scopes: readonly KeyScope[];
  /** For people: who uses it. */
  readonly label?: string;
  /** The only user whose data the key reads and writes; absent: those of every user. */
  readonly userId?: string;
  readonly limits: KeyLimits;
  /** Milliseconds since 1970, as are the others. */
  readonly createdAtMs: number;
  readonly expiresAtMs?: number;
  readonly revokedAtMs?: number;
  /** To the minute. */
  readonly lastUsedAtMs?: number;
}

/**
 * What a key may do: `chat` asks models and reads and writes what users have stored, `models` downloads, loads and
 * deletes models, `admin` reads metrics and changes personas.
 */
export const keyScopes = ["chat", "models", "admin"] as const;

export type KeyScope = (typeof keyScopes)[number];

/** Absent: no limit. */
export interface KeyLimits {
  readonly requestsPerMinute?: number;
  readonly tokensPerMinute?: number;
  /** Requests at once. */
  readonly concurrentRequests?: number;
}

/** The characters of a key that are visible: `rp_` and the first 8 of its 43. */
export const keyIdLength = 11;

export function isUsableKey({ expiresAtMs = Infinity, revokedAtMs }: StoredApiKey, nowMs: number): boolean {
  return revokedAtMs === undefined && nowMs < expiresAtMs;
}
