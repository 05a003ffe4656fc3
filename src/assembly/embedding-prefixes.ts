/** What an embedding model is given in front of each text. */
import type { Config } from "../config/index.ts";
import type { ModelRegistry } from "../models/registry/model-registry.ts";

type Prefixed = Pick<Config, "embeddingModel" | "embeddingQueryPrefix" | "embeddingDocumentPrefix" | "models">;

/** Letters that two names have to share at least: `bge` alone is many models. */
const shortestName = 8;

/**
 * The settings' prefixes; where they are silent, those of the registry's entry that the model's reference names, also by
 * a file or an Ollama tag: `nomic-embed-text-v1.5.Q8_0.gguf`, `ollama:embeddinggemma`.
 */
export function embeddingPrefixes(
  config: Prefixed,
  registry: Pick<ModelRegistry, "entries">,
): { readonly query: string; readonly document: string } {
  const { embeddingModel, models } = config;
  const reference = models.find(({ name }) => name === embeddingModel)?.reference ?? embeddingModel ?? "";
  const parts = reference
    .toLowerCase()
    .split(/[/\\:@]/u)
    .filter((part) => part.length >= shortestName);
  const known = registry.entries.find(
    ({ name, textPrefixes }) =>
      textPrefixes !== undefined && parts.some((part) => part.startsWith(name) || name.startsWith(part)),
  )?.textPrefixes;
  return {
    query: config.embeddingQueryPrefix ?? known?.query ?? "",
    document: config.embeddingDocumentPrefix ?? known?.document ?? "",
  };
}
