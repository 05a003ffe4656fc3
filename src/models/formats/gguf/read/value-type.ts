/** A type of fixed length. Numbers of 64 bits beyond 2^53 are given as the nearest that JavaScript has. */
export interface NumberType {
  readonly name: string;
  readonly bytes: number;
  readonly read: (view: DataView, at: number) => number;
}

/** The types of metadata values, by their number in the file. */
const numberTypes: ReadonlyMap<number, NumberType> = new Map([
  [0, { name: "uint8", bytes: 1, read: (view, at) => view.getUint8(at) }],
  [1, { name: "int8", bytes: 1, read: (view, at) => view.getInt8(at) }],
  [2, { name: "uint16", bytes: 2, read: (view, at) => view.getUint16(at, true) }],
  [3, { name: "int16", bytes: 2, read: (view, at) => view.getInt16(at, true) }],
  [4, { name: "uint32", bytes: 4, read: (view, at) => view.getUint32(at, true) }],
  [5, { name: "int32", bytes: 4, read: (view, at) => view.getInt32(at, true) }],
  [6, { name: "float32", bytes: 4, read: (view, at) => view.getFloat32(at, true) }],
  [7, { name: "bool", bytes: 1, read: (view, at) => (view.getUint8(at) === 0 ? 0 : 1) }],
  [10, { name: "uint64", bytes: 8, read: (view, at) => Number(view.getBigUint64(at, true)) }],
  [11, { name: "int64", bytes: 8, read: (view, at) => Number(view.getBigInt64(at, true)) }],
  [12, { name: "float64", bytes: 8, read: (view, at) => view.getFloat64(at, true) }],
]);

export const stringTypeId = 8;
export const arrayTypeId = 9;

export function numberTypeOf(id: number): NumberType | undefined {
  return numberTypes.get(id);
}
