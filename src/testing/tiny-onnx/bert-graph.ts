/** A BERT as Optimum exports it for feature extraction: `onnx/model.onnx`. */
import { createGraphBuilder } from "../../core/onnx/graph-builder.ts";
import type { Graph } from "../../core/onnx/onnx-model.ts";
import {
  attend,
  embed,
  feedForward,
  matrix,
  norm,
  paddingMask,
  project,
  sizeOf,
  type Parts,
  type TinyShape,
  type WeightSource,
} from "./transformer-parts.ts";

/** Inputs: `input_ids`, `attention_mask`, `token_type_ids`. Output: `last_hidden_state`. */
export function bertGraph(shape: TinyShape, weights: WeightSource): Graph {
  const graph = createGraphBuilder("bert");
  const parts: Parts = { graph, shape, weights };
  const ids = graph.input("input_ids", "int64", ["batch_size", "sequence_length"]);
  const mask = paddingMask(parts, graph.input("attention_mask", "int64", ["batch_size", "sequence_length"]));
  const types = graph.input("token_type_ids", "int64", ["batch_size", "sequence_length"]);
  const places = graph.op("Range", [graph.int64(0), sizeOf(parts, ids, 1), graph.int64(1)]);
  const typeTable = matrix(parts, "embeddings.types", "position-embedding", 2, shape.width);

  const words = graph.op("Add", [embed(parts, "embeddings", ids, places), graph.op("Gather", [typeTable, types])]);
  let stream = norm(parts, "embeddings.norm", words);
  for (let layer = 0; layer < shape.layers; layer++) {
    const name = `layer.${layer}`;
    const all = { keys: project(parts, `${name}.key`, stream), values: project(parts, `${name}.value`, stream) };
    const added = attend(parts, name, project(parts, `${name}.query`, stream), all, mask);
    stream = norm(parts, `${name}.norm_1`, graph.op("Add", [stream, added]));
    stream = norm(parts, `${name}.norm_2`, graph.op("Add", [stream, feedForward(parts, name, stream)]));
  }
  graph.opNamed("Identity", [stream], ["last_hidden_state"]);
  graph.output("last_hidden_state", "float", ["batch_size", "sequence_length", shape.width]);
  return graph.build();
}
