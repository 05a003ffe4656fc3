import type { PromptInput } from "./generate-request.ts";

/** Prompts that are likely to come: what they all begin with is read into a cache before anybody asks. */
export interface ReadAheadRequest {
  /** At least two, which differ where the later ones may. */
  readonly prompts: readonly PromptInput[];
  /** Absent: only in memory. */
  readonly keep?: KeptPrefixes;
}

/** Where what was read is kept on the disk, to be restored at the next load. */
export interface KeptPrefixes {
  /** Made where it is missing; holds nothing else. */
  readonly folder: string;
  /** What was read faster than this is not kept. */
  readonly minReadMs: number;
}

export interface ReadAheadResult {
  /** Tokens that all prompts begin with. */
  readonly promptTokens: number;
  /** Of these, evaluated by this call; the others were in a cache, or there was no slot to spare. */
  readonly readTokens: number;
  /** Of these, restored from the disk. */
  readonly restoredTokens: number;
}
