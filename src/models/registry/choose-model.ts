import { sizeText } from "../../core/byte-size.ts";
import type { Hardware } from "../fit/hardware/hardware.ts";
import type { RegistryEntry, RegistryFile } from "./registry-entry.ts";
import { fileOf, type ModelRegistry } from "./model-registry.ts";
import { classesOf, type HardwareClass } from "./hardware-class.ts";

export interface ModelChoice {
  readonly entry: RegistryEntry;
  readonly file: RegistryFile;
  /** The row of the docs' table. */
  readonly hardwareClass: string;
  /** What was found and why that leads here, in two sentences for users. */
  readonly reason: string;
}

/** Whether a file of so many bytes can be loaded into the memory that is free now. */
export type HasRoom = (fileBytes: number) => boolean;

/**
 * The model to offer on this machine: that of the first row that it reaches, or where other programs have taken the
 * memory for it a smaller one. Undefined when the machine or what is free of it is too small for any, or the registry
 * lacks the rows' models.
 */
export function chooseModel(
  hardware: Hardware,
  registry: ModelRegistry,
  hasRoom: HasRoom = () => true,
): ModelChoice | undefined {
  const choices = classesOf(hardware).flatMap((row) => choiceOf(row, hardware, registry) ?? []);
  const [best] = choices;
  if (best === undefined || hasRoom(best.file.aboutBytes)) return best;
  const smaller = choices.find(({ file }) => file.aboutBytes < best.file.aboutBytes && hasRoom(file.aboutBytes));
  if (smaller === undefined) return undefined;
  const free = sizeText(hardware.memory.freeBytes);
  const found = `${describeMachine(hardware)} Only ${free} of the memory is free, too little for ${best.entry.name}.`;
  return { ...smaller, reason: `${found} ${smaller.rowReason}` };
}

function choiceOf(
  row: HardwareClass,
  hardware: Hardware,
  registry: ModelRegistry,
): (ModelChoice & { readonly rowReason: string }) | undefined {
  const entry = registry.find(row.model);
  const file = entry === undefined ? undefined : (fileOf(entry, row.quantization) ?? fileOf(entry));
  if (entry === undefined || file === undefined) return undefined;
  const reason = `${describeMachine(hardware)} ${row.reason}`;
  return { entry, file, hardwareClass: row.name, reason, rowReason: row.reason };
}

function describeMachine({ memory, cpu, gpu }: Hardware): string {
  const gib = (bytes: number): string => `${Math.round(bytes / 2 ** 30)} GB`;
  const cores = `${Math.round(cpu.usableCores * 10) / 10} ${cpu.usableCores === 1 ? "core" : "cores"}`;
  const machine = `This machine has ${gib(memory.totalBytes)} of memory and ${cores}`;
  if (gpu.kind === "none") return `${machine}, and no GPU.`;
  const shared = gpu.unified ? " that shares that memory" : ` with ${gib(gpu.totalBytes)}`;
  return `${machine}, and a GPU${shared}.`;
}
