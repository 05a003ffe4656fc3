import { ggufLimits } from "./limits.ts";
import type { GgufFault } from "./invalid-gguf.ts";
import { quote, readName, type HeaderReading } from "./read-metadata.ts";
import type { TensorInfo } from "./tensor-info.ts";
import { tensorTypes, type TensorType } from "./tensor-type.ts";

/** Reads the tensor table, checking each row by itself. @throws ReparteeError `model_file_invalid` */
export async function readTensorTable(reading: HeaderReading, count: number): Promise<TensorInfo[]> {
  const { cursor, refuse } = reading;
  const names = new Set<string>();
  const tensors: TensorInfo[] = [];
  for (let index = 0; index < count; index++) {
    if (!cursor.has(rowBytes)) await cursor.fill(rowBytes);
    const tablePosition = cursor.position();
    const name = readName(reading, nameBounds);
    if (names.has(name)) throw refuse(duplicateTensor({ name, tablePosition }, "a name not yet used"));
    names.add(name);
    const shape = readShape(reading, name);
    const type = readType(reading, name);
    const { weights, byteLength } = sizeOf(reading, name, type, shape);
    cursor.need(8);
    const offset = cursor.uint64();
    tensors.push({ name, type, shape, weights, byteLength, offset, tablePosition });
  }
  return tensors;
}

export function duplicateTensor(
  { name, tablePosition }: Pick<TensorInfo, "name" | "tablePosition">,
  allowed: string,
): GgufFault {
  return { check: "duplicate-tensor", offset: tablePosition, subject: "tensor name", found: quote(name), allowed };
}

/** Lengths and numbers of a row, its name and its dimensions. */
const rowBytes = 8 + ggufLimits.tensorNameBytes + 4 + 8 * ggufLimits.dimensions + 4 + 8;

const nameBounds = {
  check: "tensor-name",
  subject: "length of a tensor name",
  most: ggufLimits.tensorNameBytes,
} as const;

function readShape({ cursor, refuse }: HeaderReading, name: string): number[] {
  const offset = cursor.position();
  cursor.need(4);
  const dimensions = cursor.uint32();
  if (dimensions < 1 || dimensions > ggufLimits.dimensions) {
    const subject = `count of dimensions of ${quote(name)}`;
    throw refuse({ check: "dimension-count", offset, subject, found: dimensions, allowed: "1 to 4" });
  }
  cursor.need(dimensions * 8);
  const shape: number[] = [];
  for (let index = 0; index < dimensions; index++) {
    const size = cursor.uint64();
    if (size < 1 || size > Number.MAX_SAFE_INTEGER) {
      const subject = `a dimension of ${quote(name)}`;
      const allowed = `1 to ${Number.MAX_SAFE_INTEGER}`;
      throw refuse({ check: "dimension", offset: cursor.position() - 8, subject, found: size, allowed });
    }
    shape.push(size);
  }
  return shape;
}

function readType({ cursor, refuse }: HeaderReading, name: string): TensorType {
  const offset = cursor.position();
  cursor.need(4);
  const id = cursor.uint32();
  const type = tensorTypes.get(id);
  if (type !== undefined) return type;
  const allowed = "a type of this version of llama.cpp";
  throw refuse({ check: "tensor-type", offset, subject: `type of ${quote(name)}`, found: id, allowed });
}

/**
 * Weights and bytes of a tensor. A product that passes 2^53 while it is built up is refused: rounding never brings a
 * product of whole numbers back below it, so checking the rounded product is enough.
 */
function sizeOf(
  { cursor, refuse }: HeaderReading,
  name: string,
  type: TensorType,
  shape: readonly number[],
): { readonly weights: number; readonly byteLength: number } {
  const offset = cursor.position();
  let weights = 1;
  for (const size of shape) weights *= size;
  const rowLength = shape[0] ?? 0;
  if (rowLength % type.blockWeights !== 0) {
    const subject = `row of ${quote(name)} (${type.name})`;
    throw refuse({
      check: "block-size",
      offset,
      subject,
      found: rowLength,
      allowed: `a multiple of ${type.blockWeights}`,
    });
  }
  const byteLength = (weights / type.blockWeights) * type.blockBytes;
  if (weights > Number.MAX_SAFE_INTEGER || byteLength > Number.MAX_SAFE_INTEGER) {
    const subject = `size of ${quote(name)}`;
    const found = `${shape.join(" × ")} weights`;
    throw refuse({ check: "dimension-product", offset, subject, found, allowed: `below 2^53 weights and bytes` });
  }
  return { weights, byteLength };
}
