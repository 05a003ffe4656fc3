import { type TensorType, tensorTypes } from "../gguf/write/tensor-type.ts";
import type { TensorRole } from "./planned-tensor.ts";

/** How weights are stored: 16 bits each, or about 8.5 or 4.5. */
export type Quantization = "f16" | "q8" | "q4";

interface StorageChoice {
  readonly matrix: "F16" | "Q8_0" | "Q4_0";
  /** Also the output layer, where errors matter most: llama.cpp's own quantizer keeps it finer than the rest, too. */
  readonly tokenEmbedding: "F16" | "Q8_0";
  /** `general.file_type`, llama.cpp's `llama_ftype`. */
  readonly fileType: number;
}

/** The version of ggml's quantized blocks. */
export const quantizationVersion = 2;

export const storageOf: Readonly<Record<Quantization, StorageChoice>> = {
  f16: { matrix: "F16", tokenEmbedding: "F16", fileType: 1 },
  q8: { matrix: "Q8_0", tokenEmbedding: "Q8_0", fileType: 7 },
  q4: { matrix: "Q4_0", tokenEmbedding: "Q8_0", fileType: 2 },
};

/** A tensor's type. Vectors and positions are few and stay exact; rows that are not whole blocks stay at 16 bits. */
export function tensorTypeOf(
  role: TensorRole,
  rowLength: number,
  quantization: Quantization,
): Extract<TensorType, "F32" | "F16" | "Q8_0" | "Q4_0"> {
  if (role === "vector" || role === "positions") return "F32";
  const { matrix, tokenEmbedding } = storageOf[quantization];
  const type = role === "token-embedding" ? tokenEmbedding : matrix;
  return rowLength % tensorTypes[type].blockWeights === 0 ? type : "F16";
}
