import type { InstructionSet } from "./hardware/hardware.ts";

/**
 * Tensor types that llama.cpp copies into another order at load because its fastest multiplication on this processor
 * wants them so. The file's own bytes stay mapped, so such weights are in memory twice.
 *
 * x86 as seen in llama.cpp's log on a machine with AVX-512. Of ARM it is known that more types are copied; all that may
 * be are counted.
 */
const onX86: readonly string[] = ["Q4_0", "Q4_K", "IQ4_NL", "MXFP4"];
const onX86WithAvx512: readonly string[] = [...onX86, "Q2_K"];
const onArm: readonly string[] = ["Q4_0", "Q4_K", "Q5_K", "Q6_K", "Q8_0", "IQ4_NL", "MXFP4"];

/** @param sets undefined when the processor's abilities are unknown: it is then taken for a recent one. */
export function repackedTypes(architecture: string, sets: readonly InstructionSet[] | undefined): readonly string[] {
  if (architecture === "arm64")
    return sets === undefined || sets.includes("dotprod") || sets.includes("i8mm") ? onArm : [];
  if (architecture !== "x64") return [];
  if (sets === undefined || sets.includes("avx512")) return onX86WithAvx512;
  return sets.includes("avx2") ? onX86 : [];
}
