/**
 * The numbers that make a Llama, as GGUF metadata, and the names and shapes of its tensors.
 */
import { encodeWeights } from "../../models/formats/gguf/write/encode-weights.ts";
import { float32, string, uint32, type Metadata } from "../../models/formats/gguf/write/metadata.ts";
import type { Tensor } from "../../models/formats/gguf/write/write-gguf.ts";

export interface LlamaShape {
  readonly layers: number;
  /** Width of the residual stream. */
  readonly embedding: number;
  readonly heads: number;
  /** Heads of keys and values; divides `heads`. */
  readonly keyValueHeads: number;
  readonly feedForward: number;
  readonly contextLength: number;
  readonly vocabularySize: number;
  readonly ropeBase: number;
}

/** What a layer's tensor does, which decides its weights. */
export type LayerTensorRole =
  | "attn_norm"
  | "attn_q"
  | "attn_k"
  | "attn_v"
  | "attn_output"
  | "ffn_norm"
  | "ffn_gate"
  | "ffn_up"
  | "ffn_down";

export interface TensorOutline {
  readonly name: string;
  readonly shape: readonly number[];
}

export interface LayerTensorOutline extends TensorOutline {
  readonly role: LayerTensorRole;
}

/** @throws RangeError when the heads do not divide the width. */
export function llamaMetadata(shape: LlamaShape, name: string): Metadata {
  const headWidth = llamaHeadWidth(shape);
  return {
    "general.architecture": string("llama"),
    "general.name": string(name),
    "general.quantization_version": uint32(2),
    "llama.context_length": uint32(shape.contextLength),
    "llama.embedding_length": uint32(shape.embedding),
    "llama.block_count": uint32(shape.layers),
    "llama.feed_forward_length": uint32(shape.feedForward),
    "llama.attention.head_count": uint32(shape.heads),
    "llama.attention.head_count_kv": uint32(shape.keyValueHeads),
    "llama.attention.layer_norm_rms_epsilon": float32(1e-5),
    "llama.rope.dimension_count": uint32(headWidth),
    "llama.rope.freq_base": float32(shape.ropeBase),
    "llama.vocab_size": uint32(shape.vocabularySize),
  };
}

export function llamaLayerTensors(shape: LlamaShape, layer: number): LayerTensorOutline[] {
  const { embedding, feedForward } = shape;
  const keyValueWidth = llamaHeadWidth(shape) * shape.keyValueHeads;
  const shapes: Readonly<Record<LayerTensorRole, readonly number[]>> = {
    attn_norm: [embedding],
    attn_q: [embedding, embedding],
    attn_k: [embedding, keyValueWidth],
    attn_v: [embedding, keyValueWidth],
    attn_output: [embedding, embedding],
    ffn_norm: [embedding],
    ffn_gate: [embedding, feedForward],
    ffn_up: [embedding, feedForward],
    ffn_down: [feedForward, embedding],
  };
  return layerTensorRoles.map((role) => ({ role, name: `blk.${layer}.${role}.weight`, shape: shapes[role] }));
}

const layerTensorRoles = [
  "attn_norm",
  "attn_q",
  "attn_k",
  "attn_v",
  "attn_output",
  "ffn_norm",
  "ffn_gate",
  "ffn_up",
  "ffn_down",
] as const satisfies readonly LayerTensorRole[];

function llamaHeadWidth({ embedding, heads, keyValueHeads }: LlamaShape): number {
  if (embedding % heads !== 0 || heads % keyValueHeads !== 0 || (embedding / heads) % 2 !== 0) {
    throw new RangeError(
      `Heads must divide the width evenly, got ${embedding} wide, ${heads} heads, ${keyValueHeads} of keys and values`,
    );
  }
  return embedding / heads;
}

/** What a norm multiplies with where it is to change nothing. */
export function ones(name: string, length: number): Tensor {
  return { name, type: "F32", shape: [length], data: () => [encodeWeights("F32", new Float32Array(length).fill(1))] };
}
