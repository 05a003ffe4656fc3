import { expect, it } from "vitest";
import { createGraphBuilder, type GraphBuilder } from "../../../core/onnx/graph-builder.ts";
import { encodeOnnxModel } from "../../../core/onnx/onnx-model.ts";
import { readProtobufFields } from "../../../core/onnx/protobuf-fields.ts";
import { rewriteOnnx, type OnnxGraph } from "../../../core/onnx/rewrite-onnx.ts";
import { toFloatProducts } from "./float-products.ts";

const wholeNumbers = (count: number): number[] =>
  Array.from({ length: count }, (_, index) => ((index * 37) % 255) - 127);

/** What turns whole numbers into floats again: Cast, Mul. */
function scaled(graph: GraphBuilder, product: string, scale: string, scales: string): string {
  return graph.op("Mul", [graph.op("Cast", [product], { to: 1 }), graph.op("Mul", [scale, scales])]);
}

/** A product and a convolution as quantizing writes them, of 1×3×4 floats. */
function quantizedModel(): Buffer {
  const graph = createGraphBuilder("tiny");
  const x = graph.input("x", "float", [1, 3, 4]);
  graph.opNamed("DynamicQuantizeLinear", [x], ["q", "q_scale", "q_zero"]);
  const matrix = graph.int8("matrix", [4, 2], wholeNumbers(8));
  const product = graph.op("MatMulInteger", ["q", matrix, "q_zero", graph.int8("matrix_zero", [2], [3, -5])]);
  const y = scaled(graph, product, "q_scale", graph.weight("matrix_scales", [2], [0.01, 0.02]));
  graph.opNamed("Identity", [y], ["y"]);
  graph.output("y", "float", [1, 3, 2]);

  const kernel = graph.int8("kernel", [2, 3, 3], wholeNumbers(18));
  const strides = { kernel_shape: [3], pads: [1, 1], strides: [2] };
  const whole = graph.op("ConvInteger", ["q", kernel, "q_zero", graph.int8("kernel_zero", [], [0])], strides);
  const factor = graph.weight("kernel_scale", [1], [0.05]);
  const biasScale = graph.op("Mul", ["q_scale", factor]);
  const divided = graph.op("Floor", [graph.op("Div", [graph.weight("bias", [2], [1.5, -2.5]), biasScale])]);
  const bias = graph.op("Reshape", [graph.op("Cast", [divided], { to: 6 }), graph.int64([1, 2, 1])]);
  const z = scaled(graph, graph.op("Add", [whole, bias]), "q_scale", factor);
  graph.opNamed("Identity", [z], ["z"]);
  graph.output("z", "float", [1, 2, 2]);
  return encodeOnnxModel(graph.build(), { kept: "no" });
}

function graphOf(file: Uint8Array): OnnxGraph {
  let found: OnnxGraph | undefined;
  rewriteOnnx(file, (graph) => {
    found = graph;
    return { nodes: graph.nodes, constants: [] };
  });
  if (found === undefined) throw new Error("expected a graph");
  return found;
}

const operatorsOf = (file: Uint8Array): readonly string[] => graphOf(file).nodes.map(({ operator }) => operator);

it("8-bit products become products of floats with the same weights, biases, strides and results", () => {
  const quantized = quantizedModel();
  const { nodes, constants, outputs } = graphOf(Buffer.concat(rewriteOnnx(quantized, toFloatProducts)));
  expect(outputs).toEqual(["y", "z"]);
  expect(nodes.map(({ operator, inputs }) => [operator, inputs.length])).toEqual([
    ["MatMul", 2],
    ["Identity", 1],
    ["Conv", 3],
    ["Identity", 1],
  ]);
  const [product, , convolution] = nodes;
  const near = (values: ArrayLike<number> | undefined) =>
    Array.from(values ?? [], (value) => Math.round(value * 1e4) / 1e4);
  const scaledColumns = wholeNumbers(8).map((value, index) =>
    index % 2 === 0 ? (value - 3) * 0.01 : (value + 5) * 0.02,
  );
  expect(product?.inputs[0]).toBe("x");
  expect(near(constants.get(product?.inputs[1] ?? "")?.values())).toEqual(near(scaledColumns));
  expect(near(constants.get(convolution?.inputs[1] ?? "")?.values())).toEqual(
    near(wholeNumbers(18).map((v) => v * 0.05)),
  );
  expect([...(constants.get(convolution?.inputs[2] ?? "")?.values() ?? [])]).toEqual([1.5, -2.5]);
  const kept = graphOf(quantized).nodes.find(({ operator }) => operator === "ConvInteger");
  expect(convolution?.rest).toEqual(kept?.rest);
  // Neither the 8-bit weights nor what quantized the input are left.
  expect([...constants.keys()].filter((name) => name.includes("kernel"))).toEqual(["kernel/float"]);
});

it("a graph without 8-bit products stays as it is, but for its metadata", () => {
  const graph = createGraphBuilder("plain");
  const product = graph.op("MatMul", [graph.input("x", "float", [1, 2]), graph.weight("w", [2, 1], [1, 2])]);
  graph.opNamed("Identity", [product], ["y"]);
  graph.output("y", "float", [1, 1]);
  const plain = encodeOnnxModel(graph.build());
  expect(operatorsOf(Buffer.concat(rewriteOnnx(plain, toFloatProducts)))).toEqual(["MatMul", "Identity"]);
});

it.each([
  ["bytes that are cut off", quantizedModel().subarray(0, 300)],
  ["a text", Buffer.from("this is no model at all")],
  ["nothing", Buffer.alloc(0)],
])("%s are refused as no ONNX file", (_name, bytes) => {
  expect(() => rewriteOnnx(bytes, toFloatProducts)).toThrow(RangeError);
});

it("a field that promises more bytes than there are is refused", () => {
  expect(() => readProtobufFields(Uint8Array.from([0x0a, 0x7f, 1]))).toThrow("expected 129 bytes of a field, got 3");
});
