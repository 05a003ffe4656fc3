import type { PromptInput } from "../../core/generate-request.ts";
import type { ModelInfo } from "../../core/model-info.ts";
import type { ModelPool } from "./model-pool.ts";

/** What features may ask of the pool's models; nothing of it loads one. Undefined: it is not loaded, or the engine does not know. */
export interface ModelView {
  isReady(model: string): boolean;
  /** Requests that it answers at once. */
  slots(model: string): number | undefined;
  contextWindowTokens(model: string): number | undefined;
  countTokens(model: string, input: PromptInput): Promise<number | undefined>;
}

export function createModelView(pool: ModelPool): ModelView {
  function ready(model: string): ModelInfo | undefined {
    const status = pool.status(model);
    return status?.state === "ready" ? status.info : undefined;
  }

  async function countTokens(model: string, input: PromptInput): Promise<number | undefined> {
    if (ready(model) === undefined) return undefined;
    try {
      const lease = await pool.lease(model, { signal: new AbortController().signal });
      try {
        return await lease.model.countTokens?.(input);
      } finally {
        lease.release();
      }
    } catch {
      // A model that went away meanwhile; who asks has another way to count.
      return undefined;
    }
  }

  return {
    isReady: (model) => ready(model) !== undefined,
    slots: (model) => ready(model)?.slots,
    contextWindowTokens: (model) => ready(model)?.contextWindowTokens,
    countTokens,
  };
}
