import { ReparteeError } from "../../core/errors.ts";
import { toUnitVector } from "../../core/unit-vector.ts";

/**
 * Models that are trained so that the first numbers of a vector are a vector by themselves (Matryoshka representation
 * learning, https://arxiv.org/abs/2205.13147), recognized by name. Of any other model a part of a vector means little,
 * so that nothing is cut there.
 */
const shortenable: RegExp =
  /nomic-embed-text-v(1\.5|2)|embeddinggemma|text-embedding-3|qwen3-embedding|mxbai-embed-large|mxbai-embed-2d|snowflake-arctic-embed-(m-v1\.5|m-v2|l-v2)|arctic-embed2|jina-embeddings-v[345]/i;

/**
 * Vectors of `dimensions` numbers, of length 1 again.
 * @throws ReparteeError `invalid_request` that names the model's own number of dimensions, where the model has fewer, or
 * is none that can be shortened.
 */
export function shortenVectors(
  vectors: readonly Float32Array[],
  dimensions: number,
  model: string,
): readonly Float32Array[] {
  const own = vectors[0]?.length ?? dimensions;
  if (own === dimensions) return vectors;
  if (dimensions < own && shortenable.test(model))
    return vectors.map((vector) => toUnitVector(vector.subarray(0, dimensions)));
  const reason = dimensions > own ? "has no more of them" : "was not trained to be shortened";
  throw new ReparteeError(
    "invalid_request",
    `dimensions: expected ${own}, got ${dimensions}: the vectors of model "${model}" have ${own} numbers, and it ${reason}`,
    { param: "dimensions", hint: "Leave `dimensions` out", facts: { model_dimensions: own } },
  );
}
