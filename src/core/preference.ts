/** What a user did with a thing. */
export type PreferenceVerdict = "liked" | "disliked" | "seen";

/** A text as a point in the space of one embedding model; length 1 (L2). */
export interface Embedding {
  /** Vectors of different models are never compared. */
  readonly model: string;
  readonly vector: Float32Array;
}

/** Something a user said of a film, a book, anything with a title. */
export interface Preference {
  /** Unique everywhere (UUID). Storing the same id again replaces it. */
  readonly id: string;
  readonly userId: string;
  /** Such as `movie`. */
  readonly kind: string;
  readonly title: string;
  readonly year?: number;
  readonly description?: string;
  readonly verdict: PreferenceVerdict;
  /** Absent until it was computed. */
  readonly embedding?: Embedding;
  /** Milliseconds since 1970. */
  readonly createdAtMs: number;
}
