import type { TensorType } from "./tensor-type.ts";

/** One row of the tensor table. */
export interface TensorInfo {
  readonly name: string;
  readonly type: TensorType;
  /** In GGUF's order: the length of a row first. 1–4 numbers, each at least 1. */
  readonly shape: readonly number[];
  readonly weights: number;
  readonly byteLength: number;
  /** From the start of the tensor data. */
  readonly offset: number;
  /** Byte of the file at which this row begins. */
  readonly tablePosition: number;
}
