import type { InstructionSet } from "./hardware.ts";

/** What `/proc/cpuinfo` says. */
export interface CpuInfo {
  readonly model?: string;
  readonly physicalCores: number;
  readonly logicalCores: number;
  readonly instructionSets: readonly InstructionSet[];
}

/** Linux's words for instruction sets, of x86 (`flags`) and ARM (`Features`). */
const setOfFlag: ReadonlyMap<string, InstructionSet> = new Map([
  ["avx", "avx"],
  ["avx2", "avx2"],
  ["avx512f", "avx512"],
  ["avx512_vnni", "avx512-vnni"],
  ["avx_vnni", "avx-vnni"],
  ["amx_int8", "amx"],
  ["neon", "neon"],
  ["asimd", "neon"],
  ["asimddp", "dotprod"],
  ["i8mm", "i8mm"],
  ["sve", "sve"],
]);

/** Undefined when the text names no processor. */
export function parseCpuInfo(text: string): CpuInfo | undefined {
  const processors = text
    .split(/\n\s*\n/)
    .map(parseFields)
    .filter((fields) => fields.has("processor"));
  const [first] = processors;
  if (first === undefined) return undefined;
  const cores = new Set(processors.map((fields) => `${fields.get("physical id")}/${fields.get("core id")}`));
  const flags = (first.get("flags") ?? first.get("Features") ?? "").split(/\s+/);
  const model = first.get("model name");
  const tellsCores = processors.every((fields) => fields.has("core id"));
  return {
    model,
    /* ARM kernels do not list cores; there each processor is one. */
    physicalCores: tellsCores ? cores.size : processors.length,
    logicalCores: processors.length,
    instructionSets: [...new Set(flags.flatMap((flag) => setOfFlag.get(flag) ?? []))],
  };
}

function parseFields(block: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const line of block.split("\n")) {
    const colon = line.indexOf(":");
    if (colon > 0) fields.set(line.slice(0, colon).trim(), line.slice(colon + 1).trim());
  }
  return fields;
}
