import type { ByteSource } from "./byte-source.ts";

/** Bytes of one element; what is not listed here can be named in a file, but not be read. */
export const elementBytes = {
  F64: 8,
  F32: 4,
  F16: 2,
  BF16: 2,
  I64: 8,
  I32: 4,
  I16: 2,
  I8: 1,
  U8: 1,
  BOOL: 1,
} as const;

export type ElementType = keyof typeof elementBytes;

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
