import type { LoadedModel, LoadOptions, ModelSource } from "../../core/engine.ts";
import { lastUserText } from "../../core/prompt-words.ts";
import { loadStaticReplyModel, type StaticReplyModelOptions } from "../../core/static-reply-model.ts";
import { echoCapabilities } from "./capabilities.ts";

/** Words; as many tokens as small models have, so that what is too long for them is noticed here as well. */
const defaultContextWindow = 4096;

export function loadEchoModel(source: ModelSource, options: LoadOptions, signal: AbortSignal): Promise<LoadedModel> {
  const written: StaticReplyModelOptions = {
    engine: "echo",
    capabilities: echoCapabilities,
    contextWindowTokens: options.contextSize ?? defaultContextWindow,
    write: ({ input }) => lastUserText(input),
  };
  return loadStaticReplyModel(written, source, options, signal);
}
