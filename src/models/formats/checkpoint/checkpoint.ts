import type { ByteSource } from "../byte-source.ts";

/** A tensor as a checkpoint holds it: little-endian, row after row. */
export interface SourceTensor {
  readonly name: string;
  /** An `ElementType`, or another word of the file's for a tensor that nobody can read. */
  readonly elementType: string;
  /** Outermost dimension first; empty for a single number. */
  readonly shape: readonly number[];
  readonly bytes: ByteSource;
}

/** A model's weights on disk, open for reading. Only the list of tensors is in memory. */
export interface Checkpoint extends AsyncDisposable {
  /** The file's name, for errors. */
  readonly label: string;
  readonly tensors: ReadonlyMap<string, SourceTensor>;
}
