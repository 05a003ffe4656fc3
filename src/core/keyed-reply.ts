/** The answer to a request that came with an idempotency key, for the same request again. */
export interface KeyedReply {
  /** A digest of the caller and the key; neither can be read from it. */
  readonly id: string;
  /** A digest of the key's owner, whom the bound of their number is for. */
  readonly owner: string;
  /** Whose data it is, where the request says so: it is removed with them. */
  readonly userId?: string;
  /** It is removed with its conversation. */
  readonly conversationId?: string;
  /** JSON: the request's digest, and the answer when there is one. */
  readonly content: string;
  /** Milliseconds since 1970. */
  readonly createdAtMs: number;
}

/** A client that comes back later than this makes a new request. */
export const keyedReplyRetentionMs: number = 24 * 60 * 60 * 1000;

/** The oldest are removed when another is stored. */
export const keyedReplyLimits: { readonly ofOwner: number; readonly all: number } = { ofOwner: 1_000, all: 10_000 };
