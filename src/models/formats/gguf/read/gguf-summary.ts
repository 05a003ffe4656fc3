/** What Repartee needs to know of a model file before it loads it. Sizes are of all parts of a split model. */
export interface GgufSummary {
  readonly version: number;
  /** Such as `llama`, `qwen2`. */
  readonly architecture: string;
  /** The author's name for the model. */
  readonly name?: string;
  readonly parameterCount: number;
  /** Such as `Q4_K_M`; of a file that names no mix, the type of most weights. */
  readonly quantization: string;
  /** Of the files, headers included. */
  readonly sizeBytes: number;
  /** Tokens that the model was trained on. */
  readonly contextLength: number;
  readonly blockCount: number;
  readonly embeddingLength: number;
  /** Width of the feed-forward layer that one token passes; with experts, of all that it passes. 0 when unknown. */
  readonly feedForwardLength: number;
  /** Heads of queries; the largest of all layers. 0 for models without attention. */
  readonly headCount: number;
  /** Heads of keys and values; the largest of all layers. */
  readonly headCountKv: number;
  /** Heads of keys and values of all layers together. */
  readonly headCountKvTotal: number;
  /** Numbers a key and a value of one head has. */
  readonly keyLength: number;
  readonly valueLength: number;
  /** Tokens that a layer with a sliding window looks back, where the model has such layers. */
  readonly slidingWindow?: number;
  readonly vocabularySize: number;
  /** Merge rules of a byte-pair tokenizer. */
  readonly mergeCount: number;
  /** Such as `gpt2` (byte-pair), `llama` (SentencePiece), `bert` (WordPiece). */
  readonly tokenizerModel?: string;
  readonly hasChatTemplate: boolean;
  readonly licence?: string;
  readonly weights: WeightBytes;
  /** Present when the model is cut into several files. `files` are their names in order. */
  readonly split?: { readonly count: number; readonly files: readonly string[] };
}

/** Bytes of tensors by their use, as an estimate of memory needs them. */
export interface WeightBytes {
  readonly totalBytes: number;
  /** Tables that are looked up row by row. */
  readonly embeddingBytes: number;
  /** Matrix and norm in front of the vocabulary; 0 when the embeddings are used a second time. */
  readonly outputBytes: number;
  /** All layers together. */
  readonly layerBytes: number;
  /** Of matrices that are multiplied with, by tensor type: what an engine may copy into another order. */
  readonly matrixBytesByType: Readonly<Record<string, number>>;
}
