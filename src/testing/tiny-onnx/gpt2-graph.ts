/** GPT-2 as Optimum exports it for text generation with a cache: `onnx/model.onnx`. */
import { createGraphBuilder } from "../../core/onnx/graph-builder.ts";
import type { Graph } from "../../core/onnx/onnx-model.ts";
import {
  attend,
  causalMask,
  embed,
  feedForward,
  norm,
  project,
  sizeOf,
  writeLogits,
  type Parts,
  type TinyShape,
  type WeightSource,
} from "./transformer-parts.ts";

/**
 * Inputs: `input_ids` and `position_ids` of the new tokens, `attention_mask` of all tokens, `past_key_values.*`.
 * A mask that is not as long as past and new tokens together fails, and so does a place behind the position table.
 */
export function gpt2Graph(shape: TinyShape, weights: WeightSource): Graph {
  const graph = createGraphBuilder("gpt2");
  const parts: Parts = { graph, shape, weights };
  const headWidth = shape.width / shape.heads;
  const ids = graph.input("input_ids", "int64", ["batch_size", "sequence_length"]);
  const attentionMask = graph.input("attention_mask", "int64", ["batch_size", "total_sequence_length"]);
  const places = graph.input("position_ids", "int64", ["batch_size", "sequence_length"]);
  const mask = causalMask(parts, sizeOf(parts, ids, 1), sizeOf(parts, attentionMask, 1), attentionMask);

  let stream = embed(parts, "wte", ids, places);
  for (let layer = 0; layer < shape.layers; layer++) {
    const name = `h.${layer}`;
    const read = norm(parts, `${name}.ln_1`, stream);
    const cached = (part: "key" | "value"): string => {
      const pastShape = ["batch_size", shape.heads, "past_sequence_length", headWidth];
      const past = graph.input(`past_key_values.${layer}.${part}`, "float", pastShape);
      const present = `present.${layer}.${part}`;
      graph.opNamed("Concat", [past, project(parts, `${name}.attn.${part}`, read)], [present], { axis: 2 });
      graph.output(present, "float", ["batch_size", shape.heads, "total_sequence_length", headWidth]);
      return present;
    };
    const all = { keys: cached("key"), values: cached("value") };
    const added = attend(parts, `${name}.attn`, project(parts, `${name}.attn.query`, read), all, mask);
    stream = graph.op("Add", [stream, added]);
    stream = graph.op("Add", [stream, feedForward(parts, `${name}.mlp`, norm(parts, `${name}.ln_2`, stream))]);
  }
  writeLogits(parts, stream);
  return graph.build();
}
