import type { Constant } from "../../../core/onnx/onnx-model.ts";
import { neededNodes, type GraphChange, type GraphNode, type OnnxGraph } from "../../../core/onnx/rewrite-onnx.ts";
import type { StoredTensor } from "../../../core/onnx/stored-tensor.ts";

const floatProducts: Readonly<Record<string, string>> = { MatMulInteger: "MatMul", ConvInteger: "Conv" };

/**
 * A graph that multiplies in floating point where it did so with 8-bit weights. Quantizing the activations of each
 * product costs Kokoro more than it saves: 1.9 s of CPU a second of sound instead of 0.7.
 *
 *     x ─ DynamicQuantizeLinear ─ MatMulInteger ─ [Add ─] Cast ─ Mul(scales) ─ y
 *
 * becomes
 *
 *     x ─ MatMul((weights − zero) · scales) ─ y
 *
 * and the same with a convolution, whose bias is added to the whole numbers. What has another form stays as it is.
 */
export function toFloatProducts({ constants, nodes, outputs }: OnnxGraph): GraphChange {
  const producers = new Map(nodes.flatMap((node) => node.outputs.map((output) => [output, node] as const)));
  const consumers = new Map<string, GraphNode[]>();
  for (const node of nodes) {
    for (const input of node.inputs) consumers.set(input, [...(consumers.get(input) ?? []), node]);
  }
  const onlyConsumer = (value: string | undefined): GraphNode | undefined => {
    const found = consumers.get(value ?? "") ?? [];
    return found.length === 1 ? found[0] : undefined;
  };

  /** The bias is divided by the scales and rounded while the graph runs; where that begins it is a constant. */
  function floatBias(value: string | undefined): string | undefined {
    for (let name = value ?? ""; ;) {
      if (constants.get(name)?.type === "float") return name;
      const producer = producers.get(name);
      if (producer === undefined) return undefined;
      name = producer.inputs[0] ?? "";
    }
  }

  function findProduct(node: GraphNode): FloatProduct | undefined {
    const operator = floatProducts[node.operator];
    const [quantized = "", weightsName = "", , zeroName = ""] = node.inputs;
    const activation = producers.get(quantized);
    const weights = constants.get(weightsName);
    const zero = constants.get(zeroName);
    if (operator === undefined || activation?.operator !== "DynamicQuantizeLinear") return undefined;
    if (weights === undefined || zero === undefined) return undefined;
    const next = onlyConsumer(node.outputs[0]);
    const added = next?.operator === "Add" ? next : undefined;
    const cast = added === undefined ? next : onlyConsumer(added.outputs[0]);
    const result = onlyConsumer(cast?.outputs[0]);
    if (cast?.operator !== "Cast" || result?.operator !== "Mul") return undefined;
    const scaling = producers.get(result.inputs.find((input) => input !== cast.outputs[0]) ?? "");
    const scales =
      scaling?.operator === "Mul" ? scaling.inputs.flatMap((input) => constants.get(input) ?? [])[0] : undefined;
    const bias = added && floatBias(added.inputs.find((input) => input !== node.outputs[0]));
    if (scales === undefined || (added !== undefined && bias === undefined)) return undefined;
    return { operator, node, input: activation.inputs[0] ?? "", weights, zero, scales, bias, result };
  }

  const products = new Map(
    nodes.flatMap((node) => {
      const product = findProduct(node);
      return product === undefined ? [] : [[product.result, product] as const];
    }),
  );
  // One matrix may be used in many places: Kokoro's text encoder has the same weights in all its layers.
  const matrices = new Map([...products.values()].map((product) => [product.weights.name, product] as const));
  const changed = nodes.map((node) => {
    const product = products.get(node);
    return product === undefined ? node : multiply(product);
  });
  return { nodes: neededNodes(changed, outputs), constants: [...matrices.values()].map(floatWeights) };
}

interface FloatProduct {
  readonly operator: string;
  /** The product of whole numbers. */
  readonly node: GraphNode;
  readonly input: string;
  readonly weights: StoredTensor;
  /** One for all weights, or one for each column. */
  readonly zero: StoredTensor;
  readonly scales: StoredTensor;
  readonly bias: string | undefined;
  /** Whose output is the product's. */
  readonly result: GraphNode;
}

function floatName({ name }: StoredTensor): string {
  return `${name}/float`;
}

function floatWeights({ weights, zero, scales }: FloatProduct): Constant {
  const whole = weights.values();
  const [zeros, factors] = [zero.values(), scales.values()];
  const values = new Float32Array(whole.length);
  for (let index = 0; index < whole.length; index += 1) {
    const centred = (whole[index] ?? 0) - (zeros[index % zeros.length] ?? 0);
    values[index] = centred * (factors[index % factors.length] ?? 1);
  }
  return { name: floatName(weights), type: "float", shape: weights.shape, values };
}

/** With the strides and paddings of the product that it replaces. */
function multiply({ operator, node, input, weights, bias, result }: FloatProduct): GraphNode {
  const inputs = [input, floatName(weights), ...(bias === undefined ? [] : [bias])];
  return { operator, inputs, outputs: result.outputs, rest: node.rest };
}
