/** An ONNX file's graph taken apart, changed and written again; what is not changed stays the bytes that it was. */
import { encodeConstant, type Constant } from "./onnx-model.ts";
import { message, text } from "./protobuf.ts";
import { readProtobufFields, type ProtobufField } from "./protobuf-fields.ts";
import { readTensor, type StoredTensor } from "./stored-tensor.ts";

export interface GraphNode {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Attributes, name and domain as they are in the file. */
  readonly rest: readonly Uint8Array[];
}

export interface OnnxGraph {
  readonly nodes: readonly GraphNode[];
  readonly constants: ReadonlyMap<string, StoredTensor>;
  /** Names of what the graph computes. */
  readonly outputs: readonly string[];
}

export interface GraphChange {
  readonly nodes: readonly GraphNode[];
  readonly constants: readonly Constant[];
}

/** Field numbers of onnx/onnx.proto. */
const modelField = { graph: 7, metadata: 14 } as const;
const graphField = { node: 1, constant: 5, output: 12, valueInfo: 13 } as const;
const nodeField = { input: 1, output: 2, operator: 4 } as const;

/**
 * The parts of a file that follow one another: its nodes are what `change` makes of them, and its constants those of the
 * file that are still used, and the added ones. Shapes that were noted of values between nodes are left out, and so is
 * metadata: append the file's own with `encodeOnnxMetadata`.
 * @throws RangeError for bytes that are no ONNX file.
 */
export function rewriteOnnx(file: Uint8Array, change: (graph: OnnxGraph) => GraphChange): readonly Uint8Array[] {
  const fields = readProtobufFields(file);
  const graph = fields.find(({ number }) => number === modelField.graph);
  if (graph === undefined) throw new RangeError("expected an ONNX file, got a message without a graph");
  const parts = readProtobufFields(graph.content);
  const constants = parts.filter(({ number }) => number === graphField.constant).map(readConstant);
  const changed = change({
    nodes: parts.filter(({ number }) => number === graphField.node).map(readNode),
    constants: new Map(constants.map((tensor) => [tensor.name, tensor])),
    outputs: parts.filter(({ number }) => number === graphField.output).map(({ content }) => textOf(content, 1)),
  });
  const used = new Set(changed.nodes.flatMap(({ inputs }) => inputs));
  const replaced: readonly number[] = [graphField.node, graphField.constant, graphField.valueInfo];
  return [
    ...fields.filter(({ number }) => number !== modelField.graph && number !== modelField.metadata).map(raw),
    message(modelField.graph, [
      ...changed.nodes.map(encodeNode),
      ...changed.constants.map(encodeConstant),
      ...constants.filter(({ name }) => used.has(name)).map((constant) => constant.raw),
      ...parts.filter(({ number }) => !replaced.includes(number)).map(raw),
    ]),
  ];
}

/** Those that the outputs need, in their order. */
export function neededNodes(nodes: readonly GraphNode[], outputs: readonly string[]): readonly GraphNode[] {
  const needed = new Set(outputs);
  const kept = nodes.toReversed().filter((node) => {
    if (!node.outputs.some((output) => needed.has(output))) return false;
    for (const input of node.inputs) needed.add(input);
    return true;
  });
  return kept.toReversed();
}

function raw(field: ProtobufField): Uint8Array {
  return field.raw;
}

function readNode({ content }: ProtobufField): GraphNode {
  const fields = readProtobufFields(content);
  const texts = (wanted: number): string[] =>
    fields.filter(({ number }) => number === wanted).map((field) => decode(field.content));
  const known: readonly number[] = Object.values(nodeField);
  return {
    operator: texts(nodeField.operator)[0] ?? "",
    inputs: texts(nodeField.input),
    outputs: texts(nodeField.output),
    rest: fields.filter(({ number }) => !known.includes(number)).map(raw),
  };
}

function encodeNode({ operator, inputs, outputs, rest }: GraphNode): Buffer {
  return message(graphField.node, [
    ...inputs.map((name) => text(nodeField.input, name)),
    ...outputs.map((name) => text(nodeField.output, name)),
    text(nodeField.operator, operator),
    ...rest,
  ]);
}

function readConstant(field: ProtobufField): StoredTensor & { readonly raw: Uint8Array } {
  return { ...readTensor(field.content), raw: field.raw };
}

function textOf(content: Uint8Array, wanted: number): string {
  return decode(readProtobufFields(content).find(({ number }) => number === wanted)?.content ?? new Uint8Array());
}

function decode(content: Uint8Array): string {
  return Buffer.from(content).toString("utf8");
}
