/** Where a reply's time went, in milliseconds, as the engine saw it. */
export interface Timings {
  /** From the request's arrival at the engine to the first evaluated token: waiting for a slot. */
  readonly waitMs: number;
  /** Reading the part of the prompt that was not cached. */
  readonly prefillMs: number;
  /** From the first generated token to the last. */
  readonly decodeMs: number;
}

export const noTimings: Timings = { waitMs: 0, prefillMs: 0, decodeMs: 0 };
