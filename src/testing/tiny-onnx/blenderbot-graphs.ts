/**
 * BlenderBot as Optimum exports it: `onnx/encoder_model.onnx` and `onnx/decoder_model_merged.onnx`, whose two branches
 * (with and without a cache) are one file.
 */
import { createGraphBuilder } from "../../core/onnx/graph-builder.ts";
import type { Graph } from "../../core/onnx/onnx-model.ts";
import {
  attend,
  causalMask,
  embed,
  feedForward,
  norm,
  paddingMask,
  project,
  sizeOf,
  writeLogits,
  type KeysAndValues,
  type Parts,
  type TinyShape,
  type WeightSource,
} from "./transformer-parts.ts";

/** Inputs: `input_ids`, `attention_mask`. Output: `last_hidden_state`. */
export function blenderbotEncoderGraph(shape: TinyShape, weights: WeightSource): Graph {
  const graph = createGraphBuilder("encoder");
  const parts: Parts = { graph, shape, weights };
  const ids = graph.input("input_ids", "int64", ["batch_size", "encoder_sequence_length"]);
  const attentionMask = graph.input("attention_mask", "int64", ["batch_size", "encoder_sequence_length"]);
  const mask = paddingMask(parts, attentionMask);
  const places = graph.op("Range", [graph.int64(0), sizeOf(parts, ids, 1), graph.int64(1)]);

  let stream = embed(parts, "encoder.embed", ids, places);
  for (let layer = 0; layer < shape.layers; layer++) {
    const name = `encoder.${layer}`;
    const read = norm(parts, `${name}.norm_1`, stream);
    const all = { keys: project(parts, `${name}.key`, read), values: project(parts, `${name}.value`, read) };
    stream = graph.op("Add", [stream, attend(parts, name, project(parts, `${name}.query`, read), all, mask)]);
    stream = graph.op("Add", [stream, feedForward(parts, name, norm(parts, `${name}.norm_2`, stream))]);
  }
  graph.opNamed("Identity", [norm(parts, "encoder.norm", stream)], ["last_hidden_state"]);
  graph.output("last_hidden_state", "float", ["batch_size", "encoder_sequence_length", shape.width]);
  return graph.build();
}

/**
 * Inputs: `input_ids`, `encoder_hidden_states`, `encoder_attention_mask`, `past_key_values.*`, `use_cache_branch`.
 * With a cache, `present.*.encoder.*` are of length 0, as in the published files: only the first ones are good.
 */
export function blenderbotDecoderGraph(shape: TinyShape, weights: WeightSource): Graph {
  const graph = createGraphBuilder("decoder");
  const parts: Parts = { graph, shape, weights };
  const headWidth = shape.width / shape.heads;
  const useCache = graph.input("use_cache_branch", "bool", [1]);
  const ids = graph.input("input_ids", "int64", ["batch_size", "decoder_sequence_length"]);
  const encoderMask = graph.input("encoder_attention_mask", "int64", ["batch_size", "encoder_sequence_length"]);
  const encoded = graph.input("encoder_hidden_states", "float", ["batch_size", "encoder_sequence_length", shape.width]);

  function past(layer: number, part: string, length: string): string {
    return graph.input(`past_key_values.${layer}.${part}`, "float", ["batch_size", shape.heads, length, headWidth]);
  }

  function cachedSelf(layer: number, part: "key" | "value", read: string): string {
    const present = `present.${layer}.decoder.${part}`;
    const before = past(layer, `decoder.${part}`, "past_decoder_sequence_length");
    graph.opNamed("Concat", [before, project(parts, `decoder.${layer}.${part}`, read)], [present], { axis: 2 });
    graph.output(present, "float", ["batch_size", shape.heads, "past_decoder_sequence_length + 1", headWidth]);
    return present;
  }

  function cachedCross(layer: number, part: "key" | "value"): string {
    const present = `present.${layer}.encoder.${part}`;
    const before = past(layer, `encoder.${part}`, "encoder_sequence_length_out");
    const used = `decoder.${layer}.cross.${part}.used`;
    const computed = project(parts, `decoder.${layer}.cross.${part}`, encoded);
    graph.opNamed("If", [useCache], [used, present], {
      then_branch: crossBranch(`${used}.cached`, before, graph.op("Slice", [before, ...emptyRange()])),
      else_branch: crossBranch(`${used}.computed`, computed, computed),
    });
    graph.output(present, "float", ["batch_size", shape.heads, "encoder_sequence_length_out", headWidth]);
    return used;
  }

  /** Nothing of the third axis. */
  function emptyRange(): string[] {
    return [graph.int64([0]), graph.int64([0]), graph.int64([2])];
  }

  let stream = "";
  let mask = "";
  const crossMask = paddingMask(parts, encoderMask);
  for (let layer = 0; layer < shape.layers; layer++) {
    const name = `decoder.${layer}`;
    if (layer === 0) {
      const length = sizeOf(parts, ids, 1);
      const end = graph.op("Add", [sizeOf(parts, `past_key_values.0.decoder.key`, 2), length]);
      const start = graph.op("Sub", [end, length]);
      stream = embed(parts, "decoder.embed", ids, graph.op("Range", [start, end, graph.int64(1)]));
      mask = causalMask(parts, length, end);
    }
    const read = norm(parts, `${name}.norm_1`, stream);
    const self: KeysAndValues = { keys: cachedSelf(layer, "key", read), values: cachedSelf(layer, "value", read) };
    stream = graph.op("Add", [stream, attend(parts, name, project(parts, `${name}.query`, read), self, mask)]);
    const crossRead = norm(parts, `${name}.norm_2`, stream);
    const cross: KeysAndValues = { keys: cachedCross(layer, "key"), values: cachedCross(layer, "value") };
    const crossQueries = project(parts, `${name}.cross.query`, crossRead);
    stream = graph.op("Add", [stream, attend(parts, `${name}.cross`, crossQueries, cross, crossMask)]);
    stream = graph.op("Add", [stream, feedForward(parts, name, norm(parts, `${name}.norm_3`, stream))]);
  }
  writeLogits(parts, stream);
  return graph.build();
}

/** A branch of an `If` that gives on two tensors of the graph around it: the one to use, and the one to show. */
function crossBranch(name: string, used: string, shown: string): Graph {
  const branch = createGraphBuilder(name);
  branch.opNamed("Identity", [used], [`${name}.used`]);
  branch.opNamed("Identity", [shown], [`${name}.shown`]);
  for (const part of ["used", "shown"]) branch.output(`${name}.${part}`, "float", ["b", "h", "l", "w"]);
  return branch.build();
}
