/** The recommender of a configuration. */
import { join, resolve } from "node:path";
import { defaultCacheFolder, type Config } from "../config/index.ts";
import type { Clock } from "../core/clock.ts";
import type { LanguageIdentifier } from "../core/language.ts";
import type { Log } from "../core/log.ts";
import type { PreferenceStore } from "../core/stores.ts";
import type { ModelRegistry } from "../models/registry/model-registry.ts";
import { createRecommender, openCatalog, type Recommender } from "../recommend/index.ts";
import type { Serving } from "../serving/serving.ts";
import type { ConfiguredModels } from "./configured-models.ts";
import { embeddingPrefixes } from "./embedding-prefixes.ts";

export interface RecommendationDeps {
  readonly serving: Serving;
  readonly models: Pick<ConfiguredModels, "recommendation" | "embedding">;
  readonly defaultModel: () => string | undefined;
  readonly others: () => readonly string[];
  readonly registry: Pick<ModelRegistry, "entries">;
  readonly preferences: PreferenceStore;
  readonly languages: LanguageIdentifier;
  /** Of a loaded model, where it reports its size. */
  readonly parameterCount: (model: string) => number | undefined;
  readonly log: Log;
  readonly clock: Clock;
}

/** @throws ReparteeError `config_invalid` for a catalog that cannot be used. */
export function createRecommendation(config: Config, deps: RecommendationDeps): Recommender {
  const { serving, models, defaultModel, others, registry, preferences, languages, parameterCount, log, clock } = deps;

  function chain(): readonly string[] {
    const preferred = [models.recommendation, defaultModel()].flatMap((name) => name ?? []);
    return preferred.length === 0 ? [] : [...new Set([...preferred, ...others()])];
  }

  return createRecommender({
    serving,
    preferences,
    catalog: openCatalog(config.itemCatalogs),
    models: chain,
    format: config.recommendationFormat,
    languages,
    parameterCount,
    log,
    clock,
    vectorsFolder: join(resolve(config.cacheDir ?? defaultCacheFolder()), "catalog-vectors"),
    embeddingModel: models.embedding,
    embeddingPrefixes: embeddingPrefixes(config, registry),
  });
}
