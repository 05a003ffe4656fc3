/** How long an upstream may take, in milliseconds. */
export interface UpstreamTimeouts {
  /** Until a connection is open, TLS included. Counts for each try; waiting for a free connection does not. */
  readonly connectMs: number;
  /** From the call to the reply's first token, tries and waiting included. */
  readonly firstTokenMs: number;
  /** Between two tokens; bytes that carry none, such as comments that keep a connection open, do not count. */
  readonly betweenTokensMs: number;
  /** The whole reply. */
  readonly totalMs: number;
  /** A question about models, which an idle server answers at once. */
  readonly questionMs: number;
}

/** Those of a reply are the same as `serving` has for any model, so that neither cuts the other short. */
export const defaultUpstreamTimeouts: UpstreamTimeouts = {
  connectMs: 2_000,
  firstTokenMs: 60_000,
  betweenTokensMs: 15_000,
  totalMs: 180_000,
  questionMs: 10_000,
};
