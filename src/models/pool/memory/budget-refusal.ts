import { sizeText } from "../../../core/byte-size.ts";
import { ReparteeError } from "../../../core/errors.ts";
import type { Claim, ClaimOwner } from "./memory-ledger.ts";

export interface BudgetLimits {
  readonly budgetBytes: number;
  /** Claims that cannot be taken away. */
  readonly pinned: readonly Claim[];
  /** The budget is what the machine has free, and no setting. */
  readonly isProbed: boolean;
}

/** The error for a load that could never have room, all idle but the pinned models; undefined when it could. */
export function budgetRefusal(
  { model, pinned: isPinned }: ClaimOwner,
  bytes: number,
  { budgetBytes, pinned, isProbed }: BudgetLimits,
): ReparteeError | undefined {
  const pinnedBytes = sumBytes(pinned);
  if (bytes + pinnedBytes <= budgetBytes) return undefined;
  const names = pinned.map((claim) => claim.model).join(", ");
  const rest = pinned.length === 0 ? "" : `, of which pinned models hold ${sizeText(pinnedBytes)} (${names})`;
  const found = `it needs ${sizeText(bytes)}, the memory budget is ${sizeText(budgetBytes)}${rest}`;
  const raise = isProbed ? "Choose" : "Raise memory_budget, or choose";
  const unpin = pinned.length === 0 || isPinned ? "" : ", or unload a pinned model";
  return new ReparteeError("insufficient_memory", `Cannot load model "${model}": ${found}`, {
    hint: `${raise} a smaller quantization, context_size or number of slots${unpin}.`,
    facts: { needed_bytes: bytes, budget_bytes: budgetBytes, pinned_bytes: pinnedBytes },
  });
}

export function sumBytes(claims: readonly { readonly bytes: number }[]): number {
  return claims.reduce((sum, { bytes }) => sum + bytes, 0);
}
