/** Texts of two roles are embedded differently by some models: what is searched for, and what is found. */
export type TextRole = "query" | "document";

export interface EmbedOptions {
  readonly role: TextRole;
  readonly signal: AbortSignal;
  /** Longest time for each call of a model, when a request waits for it; that of a reply when absent. */
  readonly limitMs?: number;
}

/** How long a request waits for a vector; after that, words are compared instead. */
export const waitedForMs = 5_000;

/** A way to turn texts into vectors that can be compared with each other. */
export interface TextEmbedder {
  /** Vectors of different models are never compared. */
  readonly model: string;
  /** Works in microseconds and never fails: it may be called for every text during a request. */
  readonly isInstant: boolean;
  /**
   * One vector a text, of length 1.
   * @throws ReparteeError when a model embeds and cannot; the lexical embedder never throws.
   */
  embed(texts: readonly string[], options: EmbedOptions): Promise<readonly Float32Array[]>;
}
