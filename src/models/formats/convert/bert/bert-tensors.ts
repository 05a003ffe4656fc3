/** Which tensor of a Hugging Face BERT becomes which of a GGUF file. */
import type { Checkpoint } from "../../checkpoint/checkpoint.ts";
import { planTensors, type ExpectedTensor, type PlannedTensor, type TensorRole } from "../planned-tensor.ts";
import type { BertConfig } from "./bert-config.ts";

/** Numbers that are no weights, and layers behind the encoder that its vectors do not pass. */
const unneeded = /^embeddings\.position_ids$|^pooler\.|^cls\./;

/**
 * All tensors of the GGUF file, in its order.
 * @throws ReparteeError `model_file_invalid` when one is missing, has another shape, or is not of a BERT.
 */
export function planBertTensors(checkpoint: Checkpoint, config: BertConfig): PlannedTensor[] {
  return planTensors(checkpoint, {
    expected: expectedBertTensors(config),
    prefix: /^bert\./,
    isIgnored: (name) => unneeded.test(name),
    family: "BERT",
  });
}

export function expectedBertTensors(config: BertConfig): ExpectedTensor[] {
  const { embedding, vocabularySize, contextLength, segmentTypes, layers } = config;
  return [
    tensor("token-embedding", "token_embd.weight", "embeddings.word_embeddings.weight", [embedding, vocabularySize]),
    tensor("positions", "position_embd.weight", "embeddings.position_embeddings.weight", [embedding, contextLength]),
    tensor("positions", "token_types.weight", "embeddings.token_type_embeddings.weight", [embedding, segmentTypes]),
    ...norm("token_embd_norm", "embeddings.LayerNorm", embedding),
    ...Array.from({ length: layers }, (_, layer) => layerTensors(layer, config)).flat(),
  ];
}

function layerTensors(layer: number, { embedding, feedForward }: BertConfig): ExpectedTensor[] {
  const place = `blk.${layer}`;
  const source = `encoder.layer.${layer}`;
  const linear = (name: string, sourceName: string, inputs: number, outputs: number): ExpectedTensor[] => [
    tensor("matrix", `${place}.${name}.weight`, `${source}.${sourceName}.weight`, [inputs, outputs]),
    tensor("vector", `${place}.${name}.bias`, `${source}.${sourceName}.bias`, [outputs]),
  ];
  return [
    ...linear("attn_q", "attention.self.query", embedding, embedding),
    ...linear("attn_k", "attention.self.key", embedding, embedding),
    ...linear("attn_v", "attention.self.value", embedding, embedding),
    ...linear("attn_output", "attention.output.dense", embedding, embedding),
    ...norm(`${place}.attn_output_norm`, `${source}.attention.output.LayerNorm`, embedding),
    ...linear("ffn_up", "intermediate.dense", embedding, feedForward),
    ...linear("ffn_down", "output.dense", feedForward, embedding),
    ...norm(`${place}.layer_output_norm`, `${source}.output.LayerNorm`, embedding),
  ];
}

function norm(name: string, sourceName: string, length: number): ExpectedTensor[] {
  return [
    tensor("vector", `${name}.weight`, `${sourceName}.weight`, [length]),
    tensor("vector", `${name}.bias`, `${sourceName}.bias`, [length]),
  ];
}

function tensor(role: TensorRole, name: string, sourceName: string, shape: readonly number[]): ExpectedTensor {
  return { name, sourceName, role, isTransposed: false, shape };
}
