/** How much and how long one client may take, for a machine of two cores. Settings change some of them, tests any. */
export interface HttpLimits {
  /** A request's body. */
  readonly bodyBytes: number;
  /** From a connection's first byte to the end of the headers. */
  readonly headersTimeoutMs: number;
  /** From a connection's first byte to the end of the body. */
  readonly requestTimeoutMs: number;
  /**
   * How often Node looks for connections that are past those two. Its own default of 30 s leaves half-open sockets
   * open for half a minute, whatever the timeouts say.
   */
  readonly connectionsCheckingIntervalMs: number;
  /** Open connections of one address; a proxy in front of the server is one address. */
  readonly maxConnectionsPerAddress: number;
  /** An idle connection; longer than the 60 s of usual proxies, so that they close first. */
  readonly keepAliveTimeoutMs: number;
  /** Silence on an event stream after which a comment is sent to keep it open. */
  readonly heartbeatMs: number;
  /** What a client may leave unread before its reply is paused. */
  readonly unreadBytes: number;
  /** How long a client may leave a full buffer unread before it is cut off. */
  readonly unreadTimeoutMs: number;
  /** The same while requests of others wait: below the time for which they do. */
  readonly unreadWhileOthersWaitMs: number;
  /** How long a reply with an idempotency key is written on without a client. */
  readonly detachedMs: number;
  /** How long a stream's status line is held back for the first token. */
  readonly commitDeadlineMs: number;
  /** A message of a WebSocket; a longer one closes it. OpenAI takes 15 MiB of sound at once. */
  readonly messageBytes: number;
  /** Realtime sessions at once: each has a stream of the voice detector. */
  readonly realtimeSessions: number;
  /** A realtime session in which the client says nothing for so long is closed. */
  readonly realtimeIdleMs: number;
  /** The longest realtime session; OpenAI's too ends after an hour. */
  readonly realtimeTotalMs: number;
  /** How long `close` waits for answers on the way out. */
  readonly closeTimeoutMs: number;
}

export const defaultHttpLimits: HttpLimits = {
  bodyBytes: 1024 * 1024,
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 30_000,
  connectionsCheckingIntervalMs: 1_000,
  maxConnectionsPerAddress: 1_500,
  keepAliveTimeoutMs: 65_000,
  heartbeatMs: 15_000,
  unreadBytes: 256 * 1024,
  unreadTimeoutMs: 20_000,
  unreadWhileOthersWaitMs: 2_000,
  detachedMs: 60_000,
  commitDeadlineMs: 10_000,
  messageBytes: 24 * 1024 * 1024,
  realtimeSessions: 32,
  realtimeIdleMs: 600_000,
  realtimeTotalMs: 3_600_000,
  closeTimeoutMs: 5_000,
};
