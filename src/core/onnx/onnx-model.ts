/** Writes ONNX files: a graph of operators over named tensors (field numbers from onnx/onnx.proto). */
import { bytes, float, integer, integers, message, text } from "./protobuf.ts";

export type ElementType = "float" | "uint8" | "int8" | "int64" | "bool";

/** A tensor with its values in the file. */
export interface Constant {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly number[];
  /** As many as the shape's product. */
  readonly values: ArrayLike<number>;
}

/** A graph's input or output. A dimension is a size, or the name of one that differs from call to call. */
export interface Port {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly (number | string)[];
}

export interface Node {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Whole numbers, lists of them, `float(…)` values, and the graphs of an `If`. */
  readonly attributes?: Readonly<Record<string, number | readonly number[] | { readonly float: number } | Graph>>;
}

export interface Graph {
  readonly name: string;
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  readonly constants: readonly Constant[];
  /** Each after those whose outputs it reads. */
  readonly nodes: readonly Node[];
}

/** 17 is the first with LayerNormalization. */
const OPERATOR_SET = 17;
const FORMAT_VERSION = 8;
const elementTypes: Readonly<Record<ElementType, number>> = { float: 1, uint8: 2, int8: 3, int64: 7, bool: 9 };
/** `AttributeProto.AttributeType` */
const attributeTypes = { float: 1, integer: 2, graph: 5, integers: 7 } as const;

/** The bytes of a whole `.onnx` file. */
export function encodeOnnxModel(graph: Graph, metadata: Readonly<Record<string, string>> = {}): Buffer {
  return Buffer.concat([
    integer(1, FORMAT_VERSION),
    text(2, "repartee"),
    message(7, graphFields(graph)),
    message(8, [text(1, ""), integer(2, OPERATOR_SET)]),
    encodeOnnxMetadata(metadata),
  ]);
}

/** Fields of a model's metadata. A file is the concatenation of its fields: appended to a file, they are part of it. */
export function encodeOnnxMetadata(metadata: Readonly<Record<string, string>>): Buffer {
  return Buffer.concat(Object.entries(metadata).map(([key, value]) => message(14, [text(1, key), text(2, value)])));
}

function graphFields({ name, inputs, outputs, constants, nodes }: Graph): Buffer[] {
  return [
    ...nodes.map((node, index) => message(1, nodeFields(node, `${name}/${index}/${node.operator}`))),
    text(2, name),
    ...constants.map(encodeConstant),
    ...inputs.map((port) => message(11, portFields(port))),
    ...outputs.map((port) => message(12, portFields(port))),
  ];
}

function nodeFields({ operator, inputs, outputs, attributes = {} }: Node, name: string): Buffer[] {
  return [
    ...inputs.map((input) => text(1, input)),
    ...outputs.map((output) => text(2, output)),
    text(3, name),
    text(4, operator),
    ...Object.entries(attributes).map(([key, value]) => message(5, [text(1, key), ...attributeFields(value)])),
  ];
}

function attributeFields(value: NonNullable<Node["attributes"]>[string]): Buffer[] {
  if (typeof value === "number") return [integer(3, value), integer(20, attributeTypes.integer)];
  if ("float" in value) return [float(2, value.float), integer(20, attributeTypes.float)];
  if ("nodes" in value) return [message(6, graphFields(value)), integer(20, attributeTypes.graph)];
  return [integers(8, value), integer(20, attributeTypes.integers)];
}

/** A constant as a field of its graph. */
export function encodeConstant({ name, type, shape, values }: Constant): Buffer {
  return message(5, [
    integers(1, shape),
    integer(2, elementTypes[type]),
    text(8, name),
    bytes(9, rawData(type, values)),
  ]);
}

function rawData(type: ElementType, values: ArrayLike<number>): Uint8Array {
  if (type === "bool" || type === "uint8") return Uint8Array.from(values);
  if (type === "int8") {
    const whole = values instanceof Int8Array ? values : Int8Array.from(values);
    return new Uint8Array(whole.buffer, whole.byteOffset, whole.byteLength);
  }
  if (type === "float" && values instanceof Float32Array) {
    return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  }
  const { buffer } = type === "float" ? Float32Array.from(values) : BigInt64Array.from(Array.from(values, BigInt));
  return new Uint8Array(buffer);
}

function portFields({ name, type, shape }: Port): Buffer[] {
  const dimensions = shape.map((size) => message(1, [typeof size === "number" ? integer(1, size) : text(2, size)]));
  return [text(1, name), message(2, [message(1, [integer(1, elementTypes[type]), message(2, dimensions)])])];
}
