import type { LlamaEmbeddingContext, LlamaRankingContext } from "node-llama-cpp";
import { ReparteeError } from "../../core/errors.ts";

/**
 * Puts the model's LoRA adapter over a context for vectors or scores. The binding offers that for contexts that write
 * only, and keeps those of the others inside.
 * @throws ReparteeError `generation_failed` where this version of the binding has other internals: without the adapter the
 * results would be those of another model.
 */
export async function applyAdapter(
  context: LlamaEmbeddingContext | LlamaRankingContext,
  loraPath: string | undefined,
): Promise<void> {
  if (loraPath === undefined) return;
  const inner: unknown = Reflect.get(context, "_llamaContext");
  const setAdapters: unknown = isObject(inner) ? Reflect.get(inner, "_setLoras") : undefined;
  if (typeof setAdapters !== "function") {
    throw new ReparteeError("generation_failed", "Cannot use the model's adapter for vectors and scores", {
      hint: "Load the model without an adapter (`lora`).",
    });
  }
  await Reflect.apply(setAdapters, inner, [[{ filePath: loraPath }]]);
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
