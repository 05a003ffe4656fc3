/** What the GGUF files of all converted families have in common. */
import type { Checkpoint } from "../checkpoint/checkpoint.ts";
import { type Metadata, string, uint32 } from "../gguf/write/metadata.ts";
import type { Tensor } from "../gguf/write/write-gguf.ts";
import { encodeRows } from "./encode-rows.ts";
import type { PlannedTensor } from "./planned-tensor.ts";
import { type Quantization, quantizationVersion, storageOf, tensorTypeOf } from "./quantization.ts";

export function generalMetadata(architecture: string, name: string, quantization: Quantization): Metadata {
  return {
    "general.architecture": string(architecture),
    "general.name": string(name),
    "general.file_type": uint32(storageOf[quantization].fileType),
    "general.quantization_version": uint32(quantizationVersion),
  };
}

interface Encoding {
  readonly checkpoint: Checkpoint;
  readonly quantization: Quantization;
  readonly signal: AbortSignal;
}

/** Their weights are read when they are written. */
export function encodedTensors(
  planned: readonly PlannedTensor[],
  { checkpoint: { label }, quantization, signal }: Encoding,
): Tensor[] {
  return planned.map((tensor) => {
    const { name, role, shape } = tensor;
    const type = tensorTypeOf(role, shape[0] ?? 1, quantization);
    return { name, type, shape, data: () => encodeRows(tensor, type, { label, signal }) };
  });
}
