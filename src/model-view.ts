import type { ModelView } from "./chat/prompt/fit-prompt.ts";
import type { PromptInput } from "./core/generate-request.ts";
import type { ModelPool } from "./models/model-pool.ts";

/** What the features may ask of the pool's models: nothing of it loads one. */
export function createModelView(pool: ModelPool): ModelView {
  const ready = (model: string) => {
    const status = pool.status(model);
    return status?.state === "ready" ? status.info : undefined;
  };

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
