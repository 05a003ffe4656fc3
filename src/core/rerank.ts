import type { Usage } from "./usage.ts";

/** How well does each document answer the query? */
export interface RerankRequest {
  readonly id: string;
  readonly query: string;
  readonly documents: readonly string[];
}

export interface RerankResult {
  /** 0–1, one a document, in the order of the request. */
  readonly scores: readonly number[];
  readonly usage: Usage;
}
