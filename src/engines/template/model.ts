import type { LoadedModel, LoadOptions, ModelSource } from "../../core/engine.ts";
import { loadWrittenModel, type WrittenModelOptions } from "../../core/written-model.ts";
import { templateCapabilities } from "./capabilities.ts";

/** There is no context window: however long a conversation has become, it gets its reply. */
export function loadTemplateModel(
  write: WrittenModelOptions["write"],
  source: ModelSource,
  options: LoadOptions,
  signal: AbortSignal,
): Promise<LoadedModel> {
  return loadWrittenModel({ engine: "template", capabilities: templateCapabilities, write }, source, options, signal);
}
