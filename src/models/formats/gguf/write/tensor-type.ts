/**
 * The tensor types that the writer knows, with their number in a GGUF file and the size of one block.
 * Layouts are those of ggml (`ggml-common.h`): a row is cut into blocks, each `blockBytes` long for `blockWeights` weights.
 */
export const tensorTypes = {
  F32: { id: 0, blockWeights: 1, blockBytes: 4 },
  F16: { id: 1, blockWeights: 1, blockBytes: 2 },
  Q4_0: { id: 2, blockWeights: 32, blockBytes: 18 },
  Q4_1: { id: 3, blockWeights: 32, blockBytes: 20 },
  Q8_0: { id: 8, blockWeights: 32, blockBytes: 34 },
  Q4_K: { id: 12, blockWeights: 256, blockBytes: 144 },
  Q6_K: { id: 14, blockWeights: 256, blockBytes: 210 },
} as const;

export type TensorType = keyof typeof tensorTypes;

/**
 * Bytes of a tensor. `shape` is in GGUF's order: the length of a row first.
 *
 * @throws RangeError when a row is not a whole number of blocks or a dimension is not a positive integer.
 */
export function tensorByteLength(type: TensorType, shape: readonly number[]): number {
  const { blockWeights, blockBytes } = tensorTypes[type];
  const rowLength = shape[0] ?? 0;
  if (shape.length < 1 || shape.length > 4 || shape.some((size) => !Number.isSafeInteger(size) || size < 1)) {
    throw new RangeError(`A tensor needs 1 to 4 positive dimensions, got [${shape.join(", ")}]`);
  }
  if (rowLength % blockWeights !== 0) {
    throw new RangeError(`Rows of ${type} come in blocks of ${blockWeights} weights, got a row of ${rowLength}`);
  }
  const weights = shape.reduce((product, size) => product * size, 1);
  return (weights / blockWeights) * blockBytes;
}
