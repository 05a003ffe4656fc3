/**
 * The bytes of one tensor of the GGUF file, a piece at a time: read, transposed where needed, encoded. Between pieces
 * the event loop runs, and a cancelled conversion ends.
 */
import { throwIfCancelled } from "../../../core/abort.ts";
import { type EncodableType, encodeWeights } from "../gguf/write/encode-weights.ts";
import { readWeights } from "../checkpoint/read-weights.ts";
import type { PlannedTensor } from "./planned-tensor.ts";

export interface EncodeOptions {
  /** The checkpoint's name, for errors. */
  readonly label: string;
  readonly signal: AbortSignal;
}

/** A piece has about as many weights: some milliseconds of work, 1 MB as float32. */
const pieceWeights = 256 * 1024;

/** @throws ReparteeError `cancelled`, `model_file_invalid` */
export async function* encodeRows(
  tensor: PlannedTensor,
  type: EncodableType,
  { label, signal }: EncodeOptions,
): AsyncGenerator<Uint8Array, void, void> {
  const [rowLength = 1, rows = 1] = tensor.shape;
  const rowsPerPiece = Math.max(1, Math.floor(pieceWeights / rowLength));
  const rowsFrom = tensor.isTransposed ? await transposedRows(tensor, { label, signal }) : plainRows(tensor, label);
  for (let row = 0; row < rows; row += rowsPerPiece) {
    throwIfCancelled(signal, "convert the model");
    yield encodeWeights(type, await rowsFrom(row, Math.min(rowsPerPiece, rows - row)));
  }
}

/** Gives `count` rows from `first` on, one after the other. */
type RowReader = (first: number, count: number) => Promise<Float32Array>;

function plainRows({ source, shape }: PlannedTensor, label: string): RowReader {
  const [rowLength = 1] = shape;
  return async (first, count) => await readWeights(source, first * rowLength, count * rowLength, label);
}

/** The source's columns are the wanted rows, so all of it is in memory while they are written. */
async function transposedRows({ source, shape }: PlannedTensor, options: EncodeOptions): Promise<RowReader> {
  const [inputs = 1, outputs = 1] = shape;
  const weights = new Float32Array(inputs * outputs);
  for (let first = 0; first < weights.length; first += pieceWeights) {
    throwIfCancelled(options.signal, "convert the model");
    const count = Math.min(pieceWeights, weights.length - first);
    weights.set(await readWeights(source, first, count, options.label), first);
  }
  return async (first, count) => {
    const rows = new Float32Array(count * inputs);
    for (let input = 0; input < inputs; input++) {
      const start = input * outputs + first;
      for (let row = 0; row < count; row++) rows[row * inputs + input] = weights[start + row] ?? 0;
    }
    return rows;
  };
}
