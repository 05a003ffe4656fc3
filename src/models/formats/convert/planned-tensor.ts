/** Which tensor of a checkpoint becomes which of a GGUF file. */
import type { Checkpoint, SourceTensor } from "../checkpoint/checkpoint.ts";
import { quoted, unreadable } from "../unreadable.ts";

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

/** A tensor that the GGUF file must have, and the name that the checkpoint has for it. */
export interface ExpectedTensor extends Omit<PlannedTensor, "source"> {
  readonly sourceName: string;
}

export interface TensorPlan {
  /** In the order of the GGUF file. */
  readonly expected: readonly ExpectedTensor[];
  /** What some checkpoints have in front of every name. */
  readonly prefix: RegExp;
  /** Tensors that the checkpoint may have and the GGUF file does not need. */
  readonly isIgnored: (name: string) => boolean;
  /** For errors, such as `GPT-2`. */
  readonly family: string;
}

/** Larger than any known model's of these families (41 MB as float32): a transposed matrix is held in memory. */
const maxTransposedWeights = 32 * 2 ** 20;

/** @throws ReparteeError `model_file_invalid` when a tensor is missing, has another shape, or is not of the family. */
export function planTensors(
  { label, tensors }: Checkpoint,
  { expected, prefix, isIgnored, family }: TensorPlan,
): PlannedTensor[] {
  const sources = new Map<string, SourceTensor>();
  for (const [fullName, tensor] of tensors) {
    const name = fullName.replace(prefix, "");
    if (isIgnored(name)) continue;
    if (sources.has(name)) throw unreadable(label, `tensor ${quoted(name)} is in it twice`);
    sources.set(name, tensor);
  }
  const planned = expected.map(({ sourceName, ...tensor }): PlannedTensor => {
    const source = sources.get(sourceName);
    if (source === undefined) throw unreadable(label, `tensor ${quoted(sourceName)} is missing`);
    sources.delete(sourceName);
    const shape = tensor.isTransposed ? tensor.shape : tensor.shape.toReversed();
    if (source.shape.join() !== shape.join()) {
      const sizes = `[${shape.join(", ")}], got [${source.shape.join(", ")}]`;
      throw unreadable(label, `tensor ${quoted(sourceName)}: expected ${sizes}`);
    }
    if (tensor.isTransposed && source.shape.reduce((product, size) => product * size, 1) > maxTransposedWeights) {
      throw unreadable(label, `tensor ${quoted(sourceName)} is larger than any known ${family}'s`);
    }
    return { ...tensor, source };
  });
  const [foreign] = sources.keys();
  if (foreign !== undefined) throw unreadable(label, `tensor ${quoted(foreign)} is none of a ${family}`);
  return planned;
}
