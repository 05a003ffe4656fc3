import type { Usage } from "./usage.ts";

export interface EmbedRequest {
  readonly id: string;
  readonly texts: readonly string[];
}

export interface EmbedResult {
  /** One vector a text, in the order of the request; length 1 each (L2). */
  readonly vectors: readonly Float32Array[];
  readonly usage: Usage;
}
