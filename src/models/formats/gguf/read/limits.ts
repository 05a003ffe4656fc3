/** The bounds of a GGUF header, in bytes and counts. */
export interface GgufLimits {
  readonly versions: readonly number[];
  readonly tensors: number;
  readonly metadataEntries: number;
  readonly keyBytes: number;
  readonly stringBytes: number;
  readonly arrayElements: number;
  readonly tensorNameBytes: number;
  readonly dimensions: number;
  readonly alignmentBytes: number;
  readonly headerBytes: number;
  readonly heldBytes: number;
  readonly heldStringBytes: number;
  readonly heldArrayElements: number;
}

/**
 * What a GGUF header may ask of its reader. Each bound is well above every published model and low enough that a file
 * that lies about its numbers costs little time and memory: the largest headers that they allow take up to 50 ms on a
 * small machine, whatever they are filled with.
 */
export const ggufLimits: GgufLimits = {
  versions: [2, 3],
  /** The largest published models have a few thousand. */
  tensors: 8192,
  /** Those of published models are below a hundred. */
  metadataEntries: 4096,
  keyBytes: 64 * 1024,
  /** Chat templates and tokenizer tables are far below. */
  stringBytes: 16 * 2 ** 20,
  /** Four times the largest vocabulary in use, and twice the most merge rules. */
  arrayElements: 2 ** 20,
  tensorNameBytes: 256,
  dimensions: 4,
  alignmentBytes: 64 * 1024,
  /** Header, metadata and tensor table together; those of a model with 262,144 tokens take about 17 MiB. */
  headerBytes: 32 * 2 ** 20,
  /** Keys, names and values that are kept, together. */
  heldBytes: 2 * 2 ** 20,
  /** Longer strings are skipped, and only their length is kept. */
  heldStringBytes: 4096,
  /** Longer arrays of numbers are skipped, and only their length is kept. */
  heldArrayElements: 1024,
};
