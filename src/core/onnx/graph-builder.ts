import type { Constant, ElementType, Graph, Node, Port } from "./onnx-model.ts";

/**
 * Puts a graph together operator by operator: each call appends one node and returns the name of what it computes, so
 * that a graph reads as an expression.
 */
export interface GraphBuilder {
  /** Appends a node with one output. */
  op(operator: string, inputs: readonly string[], attributes?: Node["attributes"]): string;
  /** Appends a node whose outputs are named by the caller. */
  opNamed(
    operator: string,
    inputs: readonly string[],
    outputs: readonly string[],
    attributes?: Node["attributes"],
  ): void;
  /** A tensor of weights. */
  weight(name: string, shape: readonly number[], values: ArrayLike<number>): string;
  /** The same of whole numbers from −128 to 127. */
  int8(name: string, shape: readonly number[], values: ArrayLike<number>): string;
  /** Of whole numbers from 0 to 255; a scalar where the shape is empty. */
  uint8(name: string, shape: readonly number[], values: ArrayLike<number>): string;
  /** Small whole numbers, such as axes and shapes; a plain number is a scalar. */
  int64(values: number | readonly number[]): string;
  scalar(value: number): string;
  input(name: string, type: ElementType, shape: Port["shape"]): string;
  output(name: string, type: ElementType, shape: Port["shape"]): void;
  build(): Graph;
}

export function createGraphBuilder(name: string): GraphBuilder {
  const inputs: Port[] = [];
  const outputs: Port[] = [];
  const constants: Constant[] = [];
  const nodes: Node[] = [];

  function opNamed(
    operator: string,
    from: readonly string[],
    to: readonly string[],
    attributes?: Node["attributes"],
  ): void {
    nodes.push({ operator, inputs: from, outputs: to, attributes });
  }

  function constant(prefix: string, type: ElementType, shape: readonly number[], values: ArrayLike<number>): string {
    const constantName = `${name}/${prefix}${constants.length}`;
    constants.push({ name: constantName, type, shape, values });
    return constantName;
  }

  return {
    op(operator, from, attributes) {
      const output = `${name}/${operator}${nodes.length}`;
      opNamed(operator, from, [output], attributes);
      return output;
    },
    opNamed,
    weight(weightName, shape, values) {
      constants.push({ name: weightName, type: "float", shape, values });
      return weightName;
    },
    int8(weightName, shape, values) {
      constants.push({ name: weightName, type: "int8", shape, values });
      return weightName;
    },
    uint8(weightName, shape, values) {
      constants.push({ name: weightName, type: "uint8", shape, values });
      return weightName;
    },
    int64: (values) =>
      typeof values === "number"
        ? constant("int", "int64", [], [values])
        : constant("ints", "int64", [values.length], values),
    scalar: (value) => constant("scalar", "float", [], [value]),
    input(portName, type, shape) {
      inputs.push({ name: portName, type, shape });
      return portName;
    },
    output(portName, type, shape) {
      outputs.push({ name: portName, type, shape });
    },
    build: () => ({ name, inputs, outputs, constants, nodes }),
  };
}
