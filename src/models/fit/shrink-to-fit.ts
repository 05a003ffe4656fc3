import type { GgufSummary } from "../formats/gguf/read/gguf-summary.ts";
import type { Hardware } from "./hardware/hardware.ts";
import { fitModel, halvings, type Fit } from "./fit-model.ts";
import { kvCacheBytes } from "./kv-cache.ts";
import { defaultPlan, mostSlots, type LoadPlan, type RequestedPlan } from "./load-plan.ts";

export interface ShrunkPlan {
  readonly plan: LoadPlan;
  readonly fit: Fit;
  /** What was made smaller than usual, in words for the log; empty when nothing was. */
  readonly changes: readonly string[];
}

/**
 * Decides what the user left open so that the model fits: first a smaller context, down to 2,048 tokens, then fewer
 * layers on the GPU. What the user set is never changed; when that does not fit, the fit says so.
 */
export function shrinkToFit(summary: GgufSummary, requested: RequestedPlan, hardware: Hardware): ShrunkPlan {
  const largest = largestPlan(summary, requested, hardware);
  let best: ShrunkPlan | undefined;
  for (const plan of candidates(largest, requested)) {
    const fit = fitModel(summary, plan, hardware);
    if (best === undefined || isBetter(fit, best.fit))
      best = { plan, fit, changes: describeChanges(largest, plan, fit) };
    if (fit.fits === "yes") break;
  }
  /* There is always a first candidate: the largest plan itself. */
  return best ?? { plan: largest, fit: fitModel(summary, largest, hardware), changes: [] };
}

function largestPlan(summary: GgufSummary, requested: RequestedPlan, hardware: Hardware): LoadPlan {
  const { contextSize = "auto", slots = "auto", batchSize = "auto", gpuLayers = "auto" } = requested;
  const plan = {
    contextSize: contextSize === "auto" ? Math.min(defaultPlan.contextSize, summary.contextLength) : contextSize,
    slots: slots === "auto" ? defaultPlan.slots : slots,
    batchSize: batchSize === "auto" ? defaultPlan.batchSize : batchSize,
    gpuLayers: hardware.gpu.kind === "none" ? 0 : gpuLayers === "auto" ? summary.blockCount + 1 : gpuLayers,
  };
  return slots === "auto" ? withMoreSlots(summary, plan, hardware) : plan;
}

/** Conversations are given no more of the memory than this where nobody said how many there are to be. */
const conversationsShare = 1 / 8;

/** As many slots as the memory allows; those of the plan at least. */
function withMoreSlots(summary: GgufSummary, plan: LoadPlan, hardware: Hardware): LoadPlan {
  const { gpu, memory } = hardware;
  const totalBytes = plan.gpuLayers > 0 && gpu.kind !== "none" ? gpu.totalBytes : memory.totalBytes;
  const slotBytes = kvCacheBytes(summary, { ...plan, slots: 1 });
  const slots = Math.min(mostSlots, Math.floor((totalBytes * conversationsShare) / slotBytes));
  if (slots <= plan.slots) return plan;
  const roomy = { ...plan, slots };
  return fitModel(summary, roomy, hardware).fits === "yes" ? roomy : plan;
}

function* candidates(largest: LoadPlan, requested: RequestedPlan): Generator<LoadPlan, void> {
  yield largest;
  let smallest = largest;
  if ((requested.contextSize ?? "auto") === "auto") {
    for (const contextSize of halvings(largest.contextSize)) {
      smallest = { ...largest, contextSize };
      yield smallest;
    }
  }
  if ((requested.gpuLayers ?? "auto") !== "auto") return;
  for (let gpuLayers = largest.gpuLayers - 1; gpuLayers >= 0; gpuLayers--) yield { ...smallest, gpuLayers };
}

function isBetter(fit: Fit, than: Fit): boolean {
  const rank = { yes: 0, tight: 1, no: 2 } as const;
  return rank[fit.fits] < rank[than.fits];
}

function describeChanges(largest: LoadPlan, plan: LoadPlan, fit: Fit): string[] {
  if (fit.fits === "no") return [];
  const changes: string[] = [];
  if (plan.contextSize < largest.contextSize) {
    changes.push(`context of ${plan.contextSize} tokens instead of ${largest.contextSize}`);
  }
  if (plan.gpuLayers < largest.gpuLayers) changes.push(`${plan.gpuLayers} of ${largest.gpuLayers} layers on the GPU`);
  return changes;
}
