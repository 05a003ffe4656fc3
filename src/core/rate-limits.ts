/** How much of one thing a client may use. */
export interface RateLimit {
  /** Whose, and of what: `key:rp_4fZk9QxA:requests`. */
  readonly name: string;
  /** `requests` and `tokens` are a minute; `concurrent` are at once. */
  readonly kind: "requests" | "tokens" | "concurrent";
  readonly limit: number;
}

/** The state of a limit after a request was let in, or was not. */
export interface LimitState {
  readonly remaining: number;
  /** Until all of it is there again, in milliseconds; 0 of `concurrent`. */
  readonly resetMs: number;
}

export interface RateDecision {
  /** All limits have room, and the request counts in each. */
  readonly isAllowed: boolean;
  /** When the same request will be let in, in milliseconds; 0 when it is now. */
  readonly retryAfterMs: number;
  /** In the order of the limits. */
  readonly states: readonly LimitState[];
}

/** Counts what clients use. Never rejects: a count that cannot be had is none. */
export interface RateLimiter extends AsyncDisposable {
  /**
   * Lets a request in where all limits have room for it. Tokens are known only afterwards: with less than one left
   * there is no room.
   */
  enter(limits: readonly RateLimit[], requestId: string): Promise<RateDecision>;
  /** Counts tokens; more than there are become a debt. */
  spend(limits: readonly RateLimit[], tokens: number): Promise<void>;
  /** The request is over: it no longer counts in `concurrent`. */
  leave(limits: readonly RateLimit[], requestId: string): Promise<void>;
}
