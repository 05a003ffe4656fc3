import { encodeWeights } from "../../../src/models/formats/gguf/write/encode-weights.ts";
import type { NamedTensor } from "./tiny-gpt2.ts";

export function encodeSafetensors(tensors: readonly NamedTensor[], elementType: "F32" | "F16"): Uint8Array {
  const parts = tensors.map(({ values }) => encodeWeights(elementType, values));
  let end = 0;
  const entries = tensors.map(({ name, shape }, index): [string, unknown] => {
    const begin = end;
    end += parts[index]?.length ?? 0;
    return [name, { dtype: elementType, shape, data_offsets: [begin, end] }];
  });
  return safetensorsFile(JSON.stringify({ __metadata__: { format: "pt" }, ...Object.fromEntries(entries) }), parts);
}

/** @param header JSON, whatever it says */
export function safetensorsFile(header: string, parts: readonly Uint8Array[]): Uint8Array {
  const length = Buffer.alloc(8);
  const text = Buffer.from(header, "utf8");
  length.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([length, text, ...parts]);
}
