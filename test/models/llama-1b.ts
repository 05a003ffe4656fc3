import type { GgufSummary } from "../../src/models/formats/gguf/read/gguf-summary.ts";

/** Llama 3.2 1B in Q4_K_M, as bench/shape-model.ts writes it. */
export const llama1b: GgufSummary = {
  version: 3,
  architecture: "llama",
  parameterCount: 1_235_814_432,
  quantization: "Q4_K",
  sizeBytes: 802_435_104,
  contextLength: 131_072,
  blockCount: 16,
  embeddingLength: 2048,
  feedForwardLength: 8192,
  headCount: 32,
  headCountKv: 8,
  headCountKvTotal: 128,
  keyLength: 64,
  valueLength: 64,
  vocabularySize: 128_256,
  mergeCount: 600,
  tokenizerModel: "gpt2",
  hasChatTemplate: true,
  weights: {
    totalBytes: 799_862_912,
    embeddingBytes: 215_470_080,
    outputBytes: 8320,
    layerBytes: 584_384_512,
    matrixBytesByType: { Q4_K: 467_140_608, Q6_K: 116_981_760 },
  },
};
