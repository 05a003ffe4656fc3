import type { PromptInput } from "../../core/generate-request.ts";
import type { ModelPool } from "./model-pool.ts";

/** What features read of the pool's models; nothing of it loads one. Undefined: not loaded, or unknown. */
export interface ModelView {
  isReady(model: string): boolean;
  /** Requests that it answers at once. */
  slots(model: string): number | undefined;
  contextWindowTokens(model: string): number | undefined;
  parameterCount(model: string): number | undefined;
  countTokens(model: string, input: PromptInput): Promise<number | undefined>;
}

export function createModelView(pool: ModelPool): ModelView {
  async function countTokens(model: string, input: PromptInput): Promise<number | undefined> {
    if (pool.state(model) !== "ready") return undefined;
    try {
      const lease = await pool.lease(model, { signal: new AbortController().signal });
      try {
        return await lease.model.countTokens?.(input);
      } finally {
        lease.release();
      }
    } catch {
      // A model that was lost meanwhile; the caller has another way to count.
      return undefined;
    }
  }

  return {
    isReady: (model) => pool.state(model) === "ready",
    slots: (model) => pool.info(model)?.slots,
    contextWindowTokens: (model) => pool.info(model)?.contextWindowTokens,
    parameterCount: (model) => pool.info(model)?.parameterCount,
    countTokens,
  };
}
