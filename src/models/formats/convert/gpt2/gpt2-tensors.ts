/**
 * Which tensor of a Hugging Face GPT-2 becomes which of a GGUF file. Matrices of its `Conv1D` layers are stored with
 * inputs as rows; llama.cpp wants outputs as rows, so they are transposed.
 */
import type { Checkpoint, SourceTensor } from "../../checkpoint/checkpoint.ts";
import { quoted, unreadable } from "../../unreadable.ts";
import type { Gpt2Config } from "./gpt2-config.ts";

/** What a tensor is for, which decides how it may be stored. */
export type TensorRole = "token-embedding" | "positions" | "matrix" | "vector";

export interface PlannedTensor {
  /** In the GGUF file. */
  readonly name: string;
  readonly role: TensorRole;
  readonly source: SourceTensor;
  readonly isTransposed: boolean;
  /** Of the GGUF file: the length of a row first. */
  readonly shape: readonly number[];
}

interface Wanted extends Omit<PlannedTensor, "source"> {
  readonly sourceName: string;
}

/** Masks of attention that older versions stored along with the weights. */
const ignored = /^h\.\d+\.attn\.(bias|masked_bias)$/;

/** Larger than any known GPT-2's (1.5 B parameters: 41 MB as float32): a transposed matrix is held in memory. */
const maxTransposedWeights = 32 * 2 ** 20;

/**
 * All tensors of the GGUF file, in its order.
 * @throws ReparteeError `model_file_invalid` when one is missing, has another shape, or is not of a GPT-2.
 */
export function planGpt2Tensors(checkpoint: Checkpoint, config: Gpt2Config): PlannedTensor[] {
  const { label } = checkpoint;
  const sources = new Map<string, SourceTensor>();
  for (const [fullName, tensor] of checkpoint.tensors) {
    const name = fullName.replace(/^transformer\./, "");
    if (ignored.test(name) || (name === "lm_head.weight" && config.hasTiedOutput)) continue;
    if (sources.has(name)) throw unreadable(label, `tensor ${quoted(name)} is in it twice`);
    sources.set(name, tensor);
  }
  const planned = wantedTensors(config).map(({ sourceName, ...wanted }): PlannedTensor => {
    const source = sources.get(sourceName);
    if (source === undefined) throw unreadable(label, `tensor ${quoted(sourceName)} is missing`);
    sources.delete(sourceName);
    const wished = wanted.isTransposed ? wanted.shape : wanted.shape.toReversed();
    if (source.shape.join() !== wished.join()) {
      throw unreadable(
        label,
        `tensor ${quoted(sourceName)} is [${source.shape.join(", ")}], wished is [${wished.join(", ")}]`,
      );
    }
    if (wanted.isTransposed && source.shape.reduce((product, size) => product * size, 1) > maxTransposedWeights) {
      throw unreadable(label, `tensor ${quoted(sourceName)} is larger than any known GPT-2's`);
    }
    return { ...wanted, source };
  });
  const [foreign] = sources.keys();
  if (foreign !== undefined) throw unreadable(label, `tensor ${quoted(foreign)} is none of a GPT-2`);
  return planned;
}

export function countGpt2Tensors(config: Gpt2Config): number {
  return wantedTensors(config).length;
}

function wantedTensors(config: Gpt2Config): Wanted[] {
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

function layerTensors(layer: number, { embedding, feedForward }: Gpt2Config): Wanted[] {
  const vector = (name: string, sourceName: string, length: number): Wanted =>
    plain("vector", `blk.${layer}.${name}`, `h.${layer}.${sourceName}`, [length]);
  const linear = (name: string, sourceName: string, inputs: number, outputs: number): Wanted[] => [
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

function plain(role: TensorRole, name: string, sourceName: string, shape: readonly number[]): Wanted {
  return { name, sourceName, role, isTransposed: false, shape };
}
