/**
 * Exact search by cosine: all vectors in one typed array, their norms computed once. Ten thousand vectors of 384 places
 * take a few milliseconds, with nothing missed and nothing to tune.
 */
export interface VectorIndex {
  readonly size: number;
  /** Cosine with every vector, in their order. @throws TypeError when the query has another number of places. */
  scores(query: Float32Array): Float32Array;
  /** The vector at a place of the order; a view, not a copy. */
  vector(index: number): Float32Array;
}

/** @throws TypeError when the vectors differ in their number of places. */
export function createVectorIndex(vectors: readonly Float32Array[]): VectorIndex {
  const dimensions = vectors[0]?.length ?? 0;
  const values = new Float32Array(vectors.length * dimensions);
  const norms = new Float64Array(vectors.length);
  for (const [index, vector] of vectors.entries()) {
    assertDimensions(vector, dimensions);
    values.set(vector, index * dimensions);
    norms[index] = normOf(vector);
  }

  return {
    size: vectors.length,
    scores(query) {
      if (vectors.length > 0) assertDimensions(query, dimensions);
      const queryNorm = normOf(query);
      const scores = new Float32Array(vectors.length);
      for (let index = 0; index < vectors.length; index += 1) {
        const start = index * dimensions;
        let sum = 0;
        for (let place = 0; place < dimensions; place += 1) sum += (values[start + place] ?? 0) * (query[place] ?? 0);
        const scale = (norms[index] ?? 0) * queryNorm;
        scores[index] = scale === 0 ? 0 : sum / scale;
      }
      return scores;
    },
    vector: (index) => values.subarray(index * dimensions, (index + 1) * dimensions),
  };
}

function assertDimensions(vector: Float32Array, dimensions: number): void {
  if (vector.length !== dimensions) {
    throw new TypeError(`expected a vector of ${dimensions} numbers, got one of ${vector.length}`);
  }
}

function normOf(vector: Float32Array): number {
  let sum = 0;
  for (const value of vector) sum += value * value;
  return Math.sqrt(sum);
}
