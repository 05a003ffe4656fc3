import type { Hardware } from "../hardware/hardware.ts";
import type { CatalogEntry, CatalogFile } from "./catalog-entry.ts";
import { fileOf } from "./catalog.ts";
import type { Catalog } from "./catalog.ts";
import { classOf } from "./hardware-class.ts";

export interface ModelChoice {
  readonly entry: CatalogEntry;
  readonly file: CatalogFile;
  /** The row of the docs' table. */
  readonly hardwareClass: string;
  /** What was found and why that leads here, in two sentences for users. */
  readonly reason: string;
}

/** The model to offer on this machine; undefined when it is too small for any, or the catalog lacks the row's model. */
export function chooseModel(hardware: Hardware, catalog: Catalog): ModelChoice | undefined {
  const row = classOf(hardware);
  const entry = row === undefined ? undefined : catalog.find(row.model);
  if (row === undefined || entry === undefined) return undefined;
  const file = fileOf(entry, row.quantization) ?? fileOf(entry);
  if (file === undefined) return undefined;
  return { entry, file, hardwareClass: row.name, reason: `${describeMachine(hardware)} ${row.reason}` };
}

function describeMachine({ memory, cpu, gpu }: Hardware): string {
  const gib = (bytes: number): string => `${Math.round(bytes / 2 ** 30)} GB`;
  const cores = `${Math.round(cpu.usableCores * 10) / 10} ${cpu.usableCores === 1 ? "core" : "cores"}`;
  const machine = `This machine has ${gib(memory.totalBytes)} of memory and ${cores}`;
  if (gpu.kind === "none") return `${machine}, and no GPU.`;
  const shared = gpu.unified ? " that shares that memory" : ` with ${gib(gpu.totalBytes)}`;
  return `${machine}, and a GPU${shared}.`;
}
