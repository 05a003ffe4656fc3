/**
 * Which tensor of a Hugging Face GPT-2 becomes which of a GGUF file. Matrices of its `Conv1D` layers are stored with
 * inputs as rows; llama.cpp wants outputs as rows, so they are transposed.
 */
import type { Checkpoint } from "../../checkpoint/checkpoint.ts";
import { planTensors, type ExpectedTensor, type PlannedTensor, type TensorRole } from "../planned-tensor.ts";
import type { Gpt2Config } from "./gpt2-config.ts";

/** Masks of attention that older versions stored along with the weights. */
const masks = /^h\.\d+\.attn\.(bias|masked_bias)$/;

/**
 * All tensors of the GGUF file, in its order.
 * @throws ReparteeError `model_file_invalid` when one is missing, has another shape, or is not of a GPT-2.
 */
export function planGpt2Tensors(checkpoint: Checkpoint, config: Gpt2Config): PlannedTensor[] {
  return planTensors(checkpoint, {
    expected: expectedTensors(config),
    prefix: /^transformer\./,
    isIgnored: (name) => masks.test(name) || (name === "lm_head.weight" && config.hasTiedOutput),
    family: "GPT-2",
  });
}

export function countGpt2Tensors(config: Gpt2Config): number {
  return expectedTensors(config).length;
}

function expectedTensors(config: Gpt2Config): ExpectedTensor[] {
  const { embedding, vocabularySize, contextLength } = config;
  return [
    plain("token-embedding", "token_embd.weight", "wte.weight", [embedding, vocabularySize]),
    plain("positions", "position_embd.weight", "wpe.weight", [embedding, contextLength]),
    ...Array.from({ length: config.layers }, (_, layer) => layerTensors(layer, config)).flat(),
    plain("vector", "output_norm.weight", "ln_f.weight", [embedding]),
    plain("vector", "output_norm.bias", "ln_f.bias", [embedding]),
    ...(config.hasTiedOutput ? [] : [plain("matrix", "output.weight", "lm_head.weight", [embedding, vocabularySize])]),
  ];
}

function layerTensors(layer: number, { embedding, feedForward }: Gpt2Config): ExpectedTensor[] {
  const vector = (name: string, sourceName: string, length: number): ExpectedTensor =>
    plain("vector", `blk.${layer}.${name}`, `h.${layer}.${sourceName}`, [length]);
  const linear = (name: string, sourceName: string, inputs: number, outputs: number): ExpectedTensor[] => [
    {
      name: `blk.${layer}.${name}.weight`,
      sourceName: `h.${layer}.${sourceName}.weight`,
      role: "matrix",
      isTransposed: true,
      shape: [inputs, outputs],
    },
    vector(`${name}.bias`, `${sourceName}.bias`, outputs),
  ];
  return [
    vector("attn_norm.weight", "ln_1.weight", embedding),
    vector("attn_norm.bias", "ln_1.bias", embedding),
    ...linear("attn_qkv", "attn.c_attn", embedding, 3 * embedding),
    ...linear("attn_output", "attn.c_proj", embedding, embedding),
    vector("ffn_norm.weight", "ln_2.weight", embedding),
    vector("ffn_norm.bias", "ln_2.bias", embedding),
    ...linear("ffn_up", "mlp.c_fc", embedding, feedForward),
    ...linear("ffn_down", "mlp.c_proj", feedForward, embedding),
  ];
}

function plain(role: TensorRole, name: string, sourceName: string, shape: readonly number[]): ExpectedTensor {
  return { name, sourceName, role, isTransposed: false, shape };
}
