import type { WeightBytes } from "./gguf-summary.ts";
import type { TensorInfo } from "./tensor-info.ts";

/** Tensors that are read by row, one row a token. */
const embeddingTensor = /^(token_embd|position_embd|token_types|per_layer_token_embd)\b/;
const layerTensor = /^blk\.\d+\./;

export function sumWeightBytes(tensors: readonly TensorInfo[]): WeightBytes {
  let totalBytes = 0;
  let embeddingBytes = 0;
  let layerBytes = 0;
  const matrixBytes = new Map<string, number>();
  for (const { name, type, shape, byteLength } of tensors) {
    totalBytes += byteLength;
    const isEmbedding = embeddingTensor.test(name);
    if (isEmbedding) embeddingBytes += byteLength;
    else if (layerTensor.test(name)) layerBytes += byteLength;
    if (!isEmbedding && shape.length > 1) matrixBytes.set(type.name, (matrixBytes.get(type.name) ?? 0) + byteLength);
  }
  return {
    totalBytes,
    embeddingBytes,
    layerBytes,
    outputBytes: totalBytes - embeddingBytes - layerBytes,
    matrixBytesByType: Object.fromEntries(matrixBytes),
  };
}
