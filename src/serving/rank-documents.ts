/** Documents ranked by a model that compares each with the query, or by how near their vectors are to the query's. */
import type { LoadedModel } from "../core/engine.ts";
import { cosine } from "../core/unit-vector.ts";
import type { RerankRequest, RerankResult } from "../core/rerank.ts";
import { embedLongTexts } from "./embed-long-texts.ts";

export interface RankedDocuments extends RerankResult {
  /** `reranker`: the model was trained for it. `similarity`: cosine of the vectors of an embedding model. */
  readonly method: "reranker" | "similarity";
}

/** Undefined where the model has neither ability. */
export function rankDocuments(
  model: Pick<LoadedModel, "rerank" | "embed">,
  request: RerankRequest,
  signal: AbortSignal,
): Promise<RankedDocuments> | undefined {
  const { embed, rerank } = model;
  if (rerank !== undefined) return rerank(request, signal).then((result) => ({ ...result, method: "reranker" }));
  return embed && rankBySimilarity(embed, request, signal);
}

async function rankBySimilarity(
  embed: NonNullable<LoadedModel["embed"]>,
  { id, query, documents }: RerankRequest,
  signal: AbortSignal,
): Promise<RankedDocuments> {
  // A text without a token has no vector.
  const given = documents.filter((document) => document.trim() !== "");
  const { vectors, usage } = await embedLongTexts(embed, { id, texts: [query, ...given] }, signal);
  const [wanted = new Float32Array(), ...others] = vectors;
  const rest = others.values();
  const scores = documents.map((document) => {
    if (document.trim() === "") return 0;
    const vector = rest.next().value ?? wanted;
    return Math.min(1, Math.max(0, cosine(wanted, vector)));
  });
  return { scores, usage, method: "similarity" };
}
