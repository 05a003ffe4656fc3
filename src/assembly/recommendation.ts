/** What recommends, put together from what it needs; and the models that features ask by name. */
import type { Config, ModelConfig } from "../config/index.ts";
import type { Clock } from "../core/clock.ts";
import type { Log } from "../core/log.ts";
import { parseModelReference } from "../core/model-reference.ts";
import type { PreferenceStore } from "../core/stores.ts";
import { createRecommender, openCatalogue, type Recommender } from "../recommend/index.ts";
import type { Serving } from "../serving/serving.ts";

/** The models that features ask by name. */
export interface FeatureModels {
  /** Those that no other setting makes known; they are never the default. */
  readonly added: readonly ModelConfig[];
  readonly recommendation: string | undefined;
  readonly embedding: string | undefined;
}

/** What recommends where an Ollama server is all that is configured. */
const ollamaRecommendationModel = "ollama:llama3.1:8b";

/** @param models Those that are known already, the default first. */
export function featureModels(config: Config, models: readonly ModelConfig[]): FeatureModels {
  const added: ModelConfig[] = [];

  function nameOf(reference: string): string {
    if ([...models, ...added].some(({ name }) => name === reference)) return reference;
    const { name } = parseModelReference(reference);
    if (![...models, ...added].some((model) => model.name === name)) added.push({ name, reference, preload: false });
    return name;
  }

  const hasOllama = config.ollamaHost !== null || config.embeddingHost !== null;
  const byDefault = models.length === 0 && hasOllama ? ollamaRecommendationModel : null;
  const recommendation = config.recommendationModel ?? byDefault;
  return {
    recommendation: recommendation === null ? undefined : nameOf(recommendation),
    embedding: config.embeddingModel === null ? undefined : nameOf(config.embeddingModel),
    added,
  };
}

export interface RecommendationSurroundings {
  readonly serving: Serving;
  readonly models: FeatureModels;
  readonly defaultModel: () => string | undefined;
  readonly preferences: PreferenceStore;
  readonly log: Log;
  readonly clock: Clock;
}

/** @throws ReparteeError `config_invalid` for a catalogue that cannot be used. */
export function createRecommendation(config: Config, surroundings: RecommendationSurroundings): Recommender {
  const { serving, models, defaultModel, preferences, log, clock } = surroundings;

  function chain(): readonly string[] {
    const wished = [models.recommendation, defaultModel()].flatMap((name) => name ?? []);
    return [...new Set(wished)];
  }

  return createRecommender({
    serving,
    preferences,
    catalogue: openCatalogue(config.catalogues),
    models: chain,
    format: config.recommendationFormat,
    log,
    clock,
    ...(models.embedding === undefined ? {} : { embeddingModel: models.embedding }),
  });
}
