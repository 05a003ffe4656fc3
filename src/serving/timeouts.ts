/** How long each stage of a reply may take, in milliseconds; named as the settings. No timeout covers another's stage. */
export interface Timeouts {
  /** Waiting for a permit. */
  readonly queueTimeoutMs: number;
  /** Loading a model without any progress. */
  readonly loadStallTimeoutMs: number;
  /** Loading a model, however much progress. */
  readonly loadTimeoutMs: number;
  /** From the model's lease to the first token. */
  readonly firstTokenTimeoutMs: number;
  /** Between two tokens. */
  readonly tokenGapTimeoutMs: number;
  /** The whole reply, from its permit on. */
  readonly totalTimeoutMs: number;
}

export const defaultTimeouts: Timeouts = {
  queueTimeoutMs: 8_000,
  loadStallTimeoutMs: 20_000,
  loadTimeoutMs: 120_000,
  firstTokenTimeoutMs: 60_000,
  tokenGapTimeoutMs: 15_000,
  totalTimeoutMs: 180_000,
};
