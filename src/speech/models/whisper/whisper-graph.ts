/**
 * Whisper as two ONNX graphs with the inputs and outputs that sherpa-onnx feeds. Weights of the large products are
 * 8-bit integers with one scale for each output, activations are quantized as they come.
 */
import { createGraphBuilder, type GraphBuilder } from "../../../core/onnx/graph-builder.ts";
import type { Graph } from "../../../core/onnx/onnx-model.ts";
import type { Ct2Weights } from "./ct2-weights.ts";

export interface WhisperShape {
  readonly encoderLayers: number;
  readonly decoderLayers: number;
  readonly state: number;
  readonly heads: number;
  readonly mels: number;
  readonly vocabulary: number;
  readonly textContext: number;
  readonly audioContext: number;
}

export function whisperShape(weights: Ct2Weights): WhisperShape {
  const layers = (part: string): number =>
    weights.names.filter((name) => name.startsWith(part) && name.endsWith("self_attention/linear_1/bias")).length;
  const [state = 0, mels = 0] = weights.shape("encoder/conv1/weight");
  return {
    encoderLayers: layers("encoder/"),
    decoderLayers: layers("decoder/"),
    state,
    heads: weights.values("decoder/num_heads")[0] ?? 0,
    mels,
    vocabulary: weights.shape("decoder/embeddings/weight")[0] ?? 0,
    textContext: weights.shape("decoder/position_encodings/encodings")[0] ?? 0,
    audioContext: weights.shape("encoder/position_encodings/encodings")[0] ?? 0,
  };
}

/**
 * Weights are given unsigned, with this as their zero: of signed ones, processors without VNNI add two products in 16
 * bits, which overflow, and every tenth word was heard wrongly.
 */
const uint8Zero = 128;

/** Operators that both graphs are made of. */
function createParts(graph: GraphBuilder, weights: Ct2Weights, { heads, state }: WhisperShape): Parts {
  const headSize = state / heads;
  const weight = (name: string): string => graph.weight(name, weights.shape(name), weights.values(name));

  function product(x: string, name: string, matrix: Matrix, bias: Float32Array | undefined): string {
    const { rows, columns, transposed, scales } = quantize(matrix);
    const [quantized, scale, zero] = [`${name}/x`, `${name}/x_scale`, `${name}/x_zero`];
    graph.opNamed("DynamicQuantizeLinear", [x], [quantized, scale, zero]);
    const whole = graph.op("MatMulInteger", [
      quantized,
      graph.uint8(
        `${name}/weight`,
        [columns, rows],
        Uint8Array.from(transposed, (value) => value + uint8Zero),
      ),
      zero,
      graph.uint8(`${name}/weight_zero`, [], [uint8Zero]),
    ]);
    const factors = graph.op("Mul", [scale, graph.weight(`${name}/scales`, [rows], scales)]);
    const scaled = graph.op("Mul", [graph.op("Cast", [whole], { to: 1 }), factors]);
    return bias === undefined ? scaled : graph.op("Add", [scaled, graph.weight(`${name}/bias`, [rows], bias)]);
  }

  /** Rows `from` to `to` of a linear layer: keys, queries and values lie in one matrix. */
  function linear(x: string, name: string, from = 0, to = weights.shape(`${name}/weight`)[0] ?? 0): string {
    const columns = weights.shape(`${name}/weight`)[1] ?? 0;
    const values = weights.values(`${name}/weight`).subarray(from * columns, to * columns);
    const bias = weights.values(`${name}/bias`).subarray(from, to);
    return product(x, `${name}/${from}`, { rows: to - from, columns, values }, bias);
  }

  const norm = (x: string, name: string): string =>
    graph.op("LayerNormalization", [x, weight(`${name}/gamma`), weight(`${name}/beta`)], { axis: -1 });

  function gelu(x: string): string {
    const erf = graph.op("Erf", [graph.op("Mul", [x, graph.scalar(Math.SQRT1_2)])]);
    return graph.op("Mul", [graph.op("Mul", [x, graph.scalar(0.5)]), graph.op("Add", [erf, graph.scalar(1)])]);
  }

  function split(x: string, perm: readonly number[]): string {
    return graph.op("Transpose", [graph.op("Reshape", [x, graph.int64([0, 0, heads, headSize])])], { perm });
  }

  function attention(q: string, k: string, v: string, mask?: string): string {
    const queries = graph.op("Mul", [split(q, [0, 2, 1, 3]), graph.scalar(headSize ** -0.5)]);
    const scores = graph.op("MatMul", [queries, split(k, [0, 2, 3, 1])]);
    const masked = mask === undefined ? scores : graph.op("Add", [scores, mask]);
    const mixed = graph.op("MatMul", [graph.op("Softmax", [masked], { axis: -1 }), split(v, [0, 2, 1, 3])]);
    const joined = graph.op("Transpose", [mixed], { perm: [0, 2, 1, 3] });
    return graph.op("Reshape", [joined, graph.int64([0, 0, state])]);
  }

  function feedForward(x: string, name: string): string {
    const inner = gelu(linear(norm(x, `${name}/layer_norm`), `${name}/linear_0`));
    return graph.op("Add", [x, linear(inner, `${name}/linear_1`)]);
  }

  const slice = (x: string, from: string, to: string, axis: number): string =>
    graph.op("Slice", [x, from, to, graph.int64([axis])]);

  return { weight, product, linear, norm, gelu, attention, feedForward, slice };
}

interface Parts {
  readonly weight: (name: string) => string;
  readonly product: (x: string, name: string, matrix: Matrix, bias: Float32Array | undefined) => string;
  readonly linear: (x: string, name: string, from?: number, to?: number) => string;
  readonly norm: (x: string, name: string) => string;
  readonly gelu: (x: string) => string;
  readonly attention: (q: string, k: string, v: string, mask?: string) => string;
  readonly feedForward: (x: string, name: string) => string;
  readonly slice: (x: string, from: string, to: string, axis: number) => string;
}

interface Matrix {
  /** Outputs. */
  readonly rows: number;
  /** Inputs. */
  readonly columns: number;
  /** Row by row. */
  readonly values: Float32Array;
}

/** Each row by its own scale, written column by column: as a factor from the right. */
function quantize({ rows, columns, values }: Matrix): {
  readonly rows: number;
  readonly columns: number;
  readonly transposed: Int8Array;
  readonly scales: Float32Array;
} {
  const scales = new Float32Array(rows);
  const transposed = new Int8Array(rows * columns);
  for (let row = 0; row < rows; row += 1) {
    let largest = 0;
    for (let column = 0; column < columns; column += 1) {
      largest = Math.max(largest, Math.abs(values[row * columns + column] ?? 0));
    }
    const scale = largest === 0 ? 1 : largest / 127;
    scales[row] = scale;
    for (let column = 0; column < columns; column += 1) {
      transposed[column * rows + row] = Math.round((values[row * columns + column] ?? 0) / scale);
    }
  }
  return { rows, columns, transposed, scales };
}

/** Spectrogram in; for each layer of the decoder the keys and values of its attention to the sound out. */
export function encoderGraph(weights: Ct2Weights, shape: WhisperShape): Graph {
  const { decoderLayers, encoderLayers, mels, state } = shape;
  const graph = createGraphBuilder("encoder");
  const { attention, feedForward, gelu, linear, norm, slice, weight } = createParts(graph, weights, shape);

  function convolve(x: string, name: string, strides: number): string {
    const attributes = { kernel_shape: [3], pads: [1, 1], strides: [strides] };
    return gelu(graph.op("Conv", [x, weight(`${name}/weight`), weight(`${name}/bias`)], attributes));
  }

  const mel = graph.input("mel", "float", ["N", mels, "T"]);
  let x = convolve(convolve(mel, "encoder/conv1", 1), "encoder/conv2", 2);
  x = graph.op("Transpose", [x], { perm: [0, 2, 1] });
  const length = slice(graph.op("Shape", [x]), graph.int64([1]), graph.int64([2]), 0);
  x = graph.op("Add", [x, slice(weight("encoder/position_encodings/encodings"), graph.int64([0]), length, 0)]);
  for (let layer = 0; layer < encoderLayers; layer += 1) {
    const name = `encoder/layer_${layer}`;
    const h = norm(x, `${name}/self_attention/layer_norm`);
    const [q, k, v] = [0, 1, 2].map((part) =>
      linear(h, `${name}/self_attention/linear_0`, part * state, (part + 1) * state),
    ) as [string, string, string];
    x = graph.op("Add", [x, linear(attention(q, k, v), `${name}/self_attention/linear_1`)]);
    x = feedForward(x, `${name}/ffn`);
  }
  x = norm(x, "encoder/layer_norm");
  for (const [part, output] of ["n_layer_cross_k", "n_layer_cross_v"].entries()) {
    const layers = Array.from({ length: decoderLayers }, (_, layer) => {
      const projected = linear(x, `decoder/layer_${layer}/attention/linear_1`, part * state, (part + 1) * state);
      return graph.op("Unsqueeze", [projected, graph.int64([0])]);
    });
    graph.opNamed("Concat", layers, [output], { axis: 0 });
    graph.output(output, "float", [decoderLayers, "N", "A", state]);
  }
  return graph.build();
}

/** Tokens and what was computed before in; scores of the next token and the longer memory out. */
export function decoderGraph(weights: Ct2Weights, shape: WhisperShape): Graph {
  const { decoderLayers, state, textContext, vocabulary } = shape;
  const graph = createGraphBuilder("decoder");
  const { attention, feedForward, linear, norm, product, slice, weight } = createParts(graph, weights, shape);
  const tokens = graph.input("tokens", "int64", ["N", "n"]);
  const selfCaches = ["k", "v"].map((part) =>
    graph.input(`in_n_layer_self_${part}_cache`, "float", [decoderLayers, "N", textContext, state]),
  );
  const crossCaches = ["k", "v"].map((part) =>
    graph.input(`n_layer_cross_${part}`, "float", [decoderLayers, "N", "A", state]),
  );
  const offset = graph.input("offset", "int64", [1]);
  const [zero, one] = [graph.int64([0]), graph.int64([1])];
  const end = graph.op("Add", [offset, slice(graph.op("Shape", [tokens]), one, graph.int64([2]), 0)]);

  const embeddings = "decoder/embeddings/weight";
  const matrix = { rows: vocabulary, columns: state, values: weights.values(embeddings) };
  let x = embed(graph, tokens, matrix);
  x = graph.op("Add", [x, slice(weight("decoder/position_encodings/encodings"), offset, end, 0)]);
  const mask = slice(
    slice(graph.weight("mask", [textContext, textContext], causalMask(textContext)), offset, end, 0),
    zero,
    end,
    1,
  );

  const grown: [string[], string[]] = [[], []];
  const ofLayer = (cache: string | undefined, layer: number): string =>
    graph.op("Squeeze", [slice(cache ?? "", graph.int64([layer]), graph.int64([layer + 1]), 0), zero]);
  function remember(part: 0 | 1, layer: number, added: string): string {
    const cache = ofLayer(selfCaches[part], layer);
    const known = graph.op("Concat", [slice(cache, zero, offset, 1), added], { axis: 1 });
    const rest = slice(cache, end, graph.int64([textContext]), 1);
    grown[part].push(graph.op("Unsqueeze", [graph.op("Concat", [known, rest], { axis: 1 }), zero]));
    return known;
  }
  for (let layer = 0; layer < decoderLayers; layer += 1) {
    const name = `decoder/layer_${layer}`;
    const own = `${name}/self_attention`;
    const h = norm(x, `${own}/layer_norm`);
    const q = linear(h, `${own}/linear_0`, 0, state);
    const k = remember(0, layer, linear(h, `${own}/linear_0`, state, 2 * state));
    const v = remember(1, layer, linear(h, `${own}/linear_0`, 2 * state, 3 * state));
    x = graph.op("Add", [x, linear(attention(q, k, v, mask), `${own}/linear_1`)]);
    const cross = `${name}/attention`;
    const asked = linear(norm(x, `${cross}/layer_norm`), `${cross}/linear_0`);
    const heard = attention(asked, ofLayer(crossCaches[0], layer), ofLayer(crossCaches[1], layer));
    x = graph.op("Add", [x, linear(heard, `${cross}/linear_2`)]);
    x = feedForward(x, `${name}/ffn`);
  }
  const logits = product(norm(x, "decoder/layer_norm"), "decoder/logits", matrix, undefined);
  graph.opNamed("Identity", [logits], ["logits"]);
  graph.output("logits", "float", ["N", "n", vocabulary]);
  for (const [part, name] of ["k", "v"].entries()) {
    const output = `out_n_layer_self_${name}_cache`;
    graph.opNamed("Concat", grown[part === 0 ? 0 : 1], [output], { axis: 0 });
    graph.output(output, "float", [decoderLayers, "N", textContext, state]);
  }
  return graph.build();
}

/** Rows of the quantized table by their numbers. */
function embed(graph: GraphBuilder, tokens: string, matrix: Matrix): string {
  const { columns, rows, scales, transposed } = quantize(matrix);
  const table = new Int8Array(rows * columns);
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      table[row * columns + column] = transposed[column * rows + row] ?? 0;
    }
  }
  const picked = graph.op("Gather", [graph.int8("embeddings", [rows, columns], table), tokens], { axis: 0 });
  const scale = graph.op("Gather", [graph.weight("embedding_scales", [rows], scales), tokens], { axis: 0 });
  const factor = graph.op("Unsqueeze", [scale, graph.int64([-1])]);
  return graph.op("Mul", [graph.op("Cast", [picked], { to: 1 }), factor]);
}

/** A token does not see those after it. */
function causalMask(size: number): Float32Array {
  return Float32Array.from({ length: size * size }, (_, index) => (index % size > Math.floor(index / size) ? -1e9 : 0));
}
