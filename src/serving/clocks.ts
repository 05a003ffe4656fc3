/** How long each stage of a reply may take, in milliseconds. No clock does another's work. */
export interface Clocks {
  /** Waiting to be let in. */
  readonly queueMs: number;
  /** Loading a model without any progress. */
  readonly loadStallMs: number;
  /** Loading a model, however much progress. */
  readonly loadMs: number;
  /** From the model's lease to the first token. */
  readonly firstTokenMs: number;
  /** Between two tokens. */
  readonly betweenTokensMs: number;
  /** The whole reply, from its being let in. */
  readonly totalMs: number;
}

export const defaultClocks: Clocks = {
  queueMs: 8_000,
  loadStallMs: 20_000,
  loadMs: 120_000,
  firstTokenMs: 60_000,
  betweenTokensMs: 15_000,
  totalMs: 180_000,
};
