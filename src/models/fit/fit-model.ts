import type { GgufSummary } from "../formats/gguf/read/gguf-summary.ts";
import type { Hardware } from "./hardware/hardware.ts";
import { estimateMemory } from "./estimate-memory.ts";
import { leastContextSize, type LoadPlan } from "./load-plan.ts";
import { sumParts, type MemoryParts } from "./memory-estimate.ts";
import { sizeText } from "../../core/byte-size.ts";

/**
 * `tight`: it will load, with less than a tenth of the free memory to spare or with pages that the system has to take
 * back first. `no`: it would be killed or push other programs out.
 */
export type Fits = "yes" | "tight" | "no";

/** `unknown`: it is not here, or takes none of this machine's memory. */
export type ModelFits = Fits | "unknown";

export interface Fit {
  readonly fits: Fits;
  /** Of the kind of memory that is scarcer. */
  readonly neededBytes: number;
  readonly availableBytes: number;
  readonly scarce: "ram" | "vram";
  readonly parts: { readonly ram: MemoryParts; readonly vram: MemoryParts };
  /** What would make it fit, as an instruction; present unless it fits. */
  readonly suggestion?: string;
}

/** Whether a model loaded by `plan` fits in what is free now. */
export function fitModel(summary: GgufSummary, plan: LoadPlan, hardware: Hardware): Fit {
  const fit = judge(summary, plan, hardware);
  return fit.fits === "yes" ? fit : { ...fit, suggestion: suggest(summary, plan, hardware, fit) };
}

function judge(summary: GgufSummary, plan: LoadPlan, { cpu, memory, gpu }: Hardware): Fit {
  const { ram, vram, reclaimableBytes } = estimateMemory(summary, plan, cpu);
  const ramNeeded = sumParts(ram);
  const vramNeeded = sumParts(vram);
  const parts = { ram, vram };
  /* Memory that both share is taken from once for both. */
  const shared = gpu.kind !== "none" && gpu.unified;
  const ramFit = verdict({
    needed: ramNeeded + (shared ? vramNeeded : 0),
    available: memory.freeBytes,
    reclaimableBytes,
  });
  const vramAvailable = gpu.kind === "none" ? 0 : gpu.freeBytes;
  const vramFit = verdict({ needed: vramNeeded, available: vramAvailable, reclaimableBytes: 0 });
  if (order.indexOf(vramFit.fits) > order.indexOf(ramFit.fits)) return { ...vramFit, scarce: "vram", parts };
  return { ...ramFit, scarce: "ram", parts };
}

const order: readonly Fits[] = ["yes", "tight", "no"];
/** Others' programs grow, and an estimate is one: 15 % was the most it was off by. */
const spareShare = 0.1;

function verdict(memory: {
  readonly needed: number;
  readonly available: number;
  readonly reclaimableBytes: number;
}): Pick<Fit, "fits" | "neededBytes" | "availableBytes"> {
  const { needed, available, reclaimableBytes } = memory;
  const sizes = { neededBytes: needed, availableBytes: available };
  if (needed === 0 || needed <= available * (1 - spareShare)) return { fits: "yes", ...sizes };
  return { fits: needed - reclaimableBytes <= available ? "tight" : "no", ...sizes };
}

function suggest(summary: GgufSummary, plan: LoadPlan, hardware: Hardware, fit: Fit): string {
  const found = `It needs ${sizeText(fit.neededBytes)} of ${fit.scarce === "ram" ? "memory" : "GPU memory"}, free is ${sizeText(fit.availableBytes)}`;
  const smaller = smallerPlans(summary, plan).find(
    ({ plan: candidate }) => judge(summary, candidate, hardware).fits === "yes",
  );
  if (smaller !== undefined) return `${found}. ${smaller.words}.`;
  return `${found}. Choose a smaller quantization or a smaller model; \`repartee list --fits\` shows those that fit.`;
}

/** In the order in which they are missed least. */
function smallerPlans(
  summary: GgufSummary,
  plan: LoadPlan,
): readonly { readonly plan: LoadPlan; readonly words: string }[] {
  const contexts = halvings(plan.contextSize).map((contextSize) => ({
    plan: { ...plan, contextSize },
    words: `Set context_size to ${contextSize}`,
  }));
  const layers = Array.from({ length: plan.gpuLayers }, (_, index) => plan.gpuLayers - 1 - index).map((gpuLayers) => ({
    plan: { ...plan, gpuLayers },
    words: `Set gpu_layers to ${gpuLayers}`,
  }));
  const leastContext = Math.min(plan.contextSize, leastContextSize);
  const slots = halvings(plan.slots, 1).map((count) => ({
    plan: { ...plan, slots: count, contextSize: leastContext },
    words: `Set slots to ${count}${leastContext === plan.contextSize ? "" : ` and context_size to ${leastContext}`}`,
  }));
  return [...contexts, ...layers, ...slots];
}

/** 8192 → 4096, 2048: what is left of a number as it is halved. */
export function halvings(from: number, least: number = leastContextSize): number[] {
  const steps: number[] = [];
  for (let value = Math.floor(from / 2); value >= least; value = Math.floor(value / 2)) steps.push(value);
  return steps;
}
