import type { LoadedModel, LoadOptions, ModelSource } from "../../core/engine.ts";
import { loadStaticReplyModel, type StaticReplyModelOptions } from "../../core/static-reply-model.ts";
import { templateCapabilities } from "./capabilities.ts";

/** There is no context window: however long a conversation has become, it gets its reply. */
export function loadTemplateModel(
  write: StaticReplyModelOptions["write"],
  source: ModelSource,
  options: LoadOptions,
  signal: AbortSignal,
): Promise<LoadedModel> {
  return loadStaticReplyModel(
    { engine: "template", capabilities: templateCapabilities, write },
    source,
    options,
    signal,
  );
}
