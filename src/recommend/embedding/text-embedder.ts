import type { Embedding } from "../../core/preference.ts";

/** Texts of two roles are embedded differently by some models: what is searched for, and what is found. */
export type TextRole = "query" | "document";

/** A way to turn texts into vectors that can be compared with each other. */
export interface TextEmbedder {
  /** Vectors of different models are never compared. */
  readonly model: string;
  /**
   * One vector a text, of length 1.
   * @throws ReparteeError when a model embeds and cannot; the lexical embedder never throws.
   */
  embed(texts: readonly string[], role: TextRole, signal: AbortSignal): Promise<readonly Float32Array[]>;
}

/** Similarity of two vectors of length 1, from -1 to 1; undefined when they cannot be compared. */
export function similarity(a: Embedding, b: Embedding): number | undefined {
  return a.model === b.model && a.vector.length === b.vector.length ? dot(a.vector, b.vector) : undefined;
}

export function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let index = 0; index < a.length; index += 1) sum += (a[index] ?? 0) * (b[index] ?? 0);
  return sum;
}

/** The vector's direction with length 1; a zero vector stays as it is. Changes the vector in place. */
export function normalized(vector: Float32Array): Float32Array {
  const length = Math.sqrt(dot(vector, vector));
  if (length > 0) for (let index = 0; index < vector.length; index += 1) vector[index] = (vector[index] ?? 0) / length;
  return vector;
}
