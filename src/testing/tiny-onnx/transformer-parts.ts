/** The parts that the tiny graphs are put together from, as the published exports of Optimum have them. */
import type { GraphBuilder } from "../../core/onnx/graph-builder.ts";

/** Sizes of a tiny graph. `heads` divides `width`. */
export interface TinyShape {
  readonly layers: number;
  readonly width: number;
  readonly heads: number;
  readonly vocabularySize: number;
  /** Places that the position table has. */
  readonly positions: number;
}

/** Gives the values of a weight. `role` says what it is for, `shape` is [inputs, outputs] for a matrix. */
export type WeightSource = (role: WeightRole, shape: readonly number[]) => ArrayLike<number>;

export type WeightRole =
  | "token-embedding"
  | "position-embedding"
  | "norm-scale"
  | "bias"
  /** Reads the stream into queries, keys, values or the hidden layer. */
  | "read"
  /** Writes what a layer adds to the stream. */
  | "write"
  | "output"
  | "output-bias";

export interface Parts {
  readonly graph: GraphBuilder;
  readonly shape: TinyShape;
  readonly weights: WeightSource;
}

/** Names of keys and values, each [batch, heads, length, width / heads]. */
export interface KeysAndValues {
  readonly keys: string;
  readonly values: string;
}

export function matrix(
  { graph, weights }: Parts,
  name: string,
  role: WeightRole,
  rows: number,
  columns: number,
): string {
  return graph.weight(name, [rows, columns], weights(role, [rows, columns]));
}

function linear(parts: Parts, name: string, from: string, role: "read" | "write", sizes: [number, number]): string {
  const { graph, weights } = parts;
  const product = graph.op("MatMul", [from, matrix(parts, `${name}.weight`, role, ...sizes)]);
  return graph.op("Add", [product, graph.weight(`${name}.bias`, [sizes[1]], weights("bias", [sizes[1]]))]);
}

export function norm({ graph, shape: { width }, weights }: Parts, name: string, from: string): string {
  const scale = graph.weight(`${name}.weight`, [width], weights("norm-scale", [width]));
  const bias = graph.weight(`${name}.bias`, [width], weights("bias", [width]));
  return graph.op("LayerNormalization", [from, scale, bias], { axis: -1, epsilon: { float: 1e-5 } });
}

/** [batch, length, width] → [batch, heads, length, width / heads] */
function splitHeads({ graph, shape: { heads, width } }: Parts, from: string): string {
  const parted = graph.op("Reshape", [from, graph.int64([0, 0, heads, width / heads])]);
  return graph.op("Transpose", [parted], { perm: [0, 2, 1, 3] });
}

/** @param mask Added to the scores; broadcasts to [batch, heads, queries, keys]. */
export function attend(parts: Parts, name: string, queries: string, from: KeysAndValues, mask: string): string {
  const { graph, shape } = parts;
  const { heads, width } = shape;
  const products = graph.op("MatMul", [queries, graph.op("Transpose", [from.keys], { perm: [0, 1, 3, 2] })]);
  const scores = graph.op("Add", [graph.op("Div", [products, graph.scalar(Math.sqrt(width / heads))]), mask]);
  const mixed = graph.op("MatMul", [graph.op("Softmax", [scores], { axis: -1 }), from.values]);
  const joined = graph.op("Transpose", [mixed], { perm: [0, 2, 1, 3] });
  const flat = graph.op("Reshape", [joined, graph.int64([0, 0, width])]);
  return linear(parts, `${name}.out`, flat, "write", [width, width]);
}

export function feedForward(parts: Parts, name: string, from: string): string {
  const { width } = parts.shape;
  const hidden = linear(parts, `${name}.up`, from, "read", [width, 2 * width]);
  return linear(parts, `${name}.down`, parts.graph.op("Relu", [hidden]), "write", [2 * width, width]);
}

export function project(parts: Parts, name: string, from: string): string {
  const { width } = parts.shape;
  return splitHeads(parts, linear(parts, name, from, "read", [width, width]));
}

/** The size of a tensor's dimension, as a scalar. */
export function sizeOf({ graph }: Parts, tensor: string, dimension: number): string {
  return graph.op("Gather", [graph.op("Shape", [tensor]), graph.int64(dimension)]);
}

/** 0 where a query may look, a large negative number where not: at what comes later, and at what the mask leaves out. */
export function causalMask(parts: Parts, queryLength: string, keyLength: string, attentionMask?: string): string {
  const { graph } = parts;
  const one = graph.int64(1);
  const keys = graph.op("Range", [graph.int64(0), keyLength, one]);
  const queries = graph.op("Range", [graph.op("Sub", [keyLength, queryLength]), keyLength, one]);
  const allowed = graph.op("LessOrEqual", [keys, graph.op("Unsqueeze", [queries, graph.int64([1])])]);
  if (attentionMask === undefined) return asPenalty(parts, allowed);
  return asPenalty(parts, graph.op("And", [allowed, wide(parts, attentionMask)]));
}

/** A mask of 0 and 1, [batch, keys], as what is added to scores. */
export function paddingMask(parts: Parts, attentionMask: string): string {
  return asPenalty(parts, wide(parts, attentionMask));
}

function wide({ graph }: Parts, attentionMask: string): string {
  /* 9 is bool. */
  return graph.op("Unsqueeze", [graph.op("Cast", [attentionMask], { to: 9 }), graph.int64([1, 2])]);
}

function asPenalty({ graph }: Parts, allowed: string): string {
  return graph.op("Where", [allowed, graph.scalar(0), graph.scalar(-1e9)]);
}

export function embed(parts: Parts, name: string, ids: string, places: string): string {
  const { graph, shape } = parts;
  const tokens = matrix(parts, `${name}.tokens`, "token-embedding", shape.vocabularySize, shape.width);
  const positions = matrix(parts, `${name}.positions`, "position-embedding", shape.positions, shape.width);
  return graph.op("Add", [graph.op("Gather", [tokens, ids]), graph.op("Gather", [positions, places])]);
}

/** The stream as logits of the next token, under the name that every export gives them. */
export function writeLogits(parts: Parts, stream: string): void {
  const { graph, shape, weights } = parts;
  const head = matrix(parts, "lm_head.weight", "output", shape.width, shape.vocabularySize);
  const bias = graph.weight(
    "final_logits_bias",
    [shape.vocabularySize],
    weights("output-bias", [shape.vocabularySize]),
  );
  graph.opNamed("Add", [graph.op("MatMul", [norm(parts, "final_norm", stream), head]), bias], ["logits"]);
  graph.output("logits", "float", ["batch_size", "sequence_length", shape.vocabularySize]);
}
