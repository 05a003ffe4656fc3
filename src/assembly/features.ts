/** The features of an app, put together: what routes, commands and the library call beside models and serving. */
import { createEmotionClassifier } from "../chat/emotion/emotion-classifier.ts";
import { createLanguageIdentifier } from "../chat/language/language-identifier.ts";
import type { ModelView } from "../chat/prompt/fit-prompt.ts";
import type { Config } from "../config/index.ts";
import type { Clock } from "../core/clock.ts";
import type { Log } from "../core/log.ts";
import type { Stores } from "../core/stores.ts";
import type { ModelRegistry } from "../models/registry/model-registry.ts";
import type { Recommender } from "../recommend/recommender.ts";
import type { Serving } from "../serving/serving.ts";
import { createCompatChats, type CompatChats } from "./compat-chats.ts";
import type { ConfiguredModels } from "./configured-models.ts";
import { withFallbackModels } from "./fallback-models.ts";
import { createLateRecommender } from "./late-recommender.ts";
import type { PersonaChat } from "./persona-chat.ts";
import { openKeptData } from "./stored-data.ts";

export interface Features extends AsyncDisposable {
  /** Conversations, preferences and changes to personas. */
  readonly stores: Stores;
  readonly recommender: Recommender;
  readonly compat: CompatChats;
  /** Personas and who answers as them; their files are read at the first call. */
  personaChat(): Promise<PersonaChat>;
  /**
   * Called before the first port is open: what a crash left half-written is closed, once, and the user's own catalogs
   * are read. @throws ReparteeError `config_invalid` for a catalog that cannot be used.
   */
  prepareToServe(): Promise<void>;
}

export interface FeatureSurroundings {
  readonly serving: Serving;
  readonly models: ConfiguredModels;
  readonly modelView: ModelView;
  readonly defaultModel: () => string | undefined;
  /** The models that answer when the asked one fails. */
  readonly others: () => readonly string[];
  /** What is known of models by name. */
  readonly registry: Pick<ModelRegistry, "entries">;
  readonly log: Log;
  readonly clock: Clock;
}

/** Cheap: modules, files and databases that only a feature needs are opened by its first use. */
export async function createFeatures(config: Config, surroundings: FeatureSurroundings): Promise<Features> {
  const { models, modelView, defaultModel, registry, log, clock, others } = surroundings;
  const serving = withFallbackModels(surroundings.serving, others);
  // Neither costs anything until it reads its first text.
  const emotions = createEmotionClassifier();
  const languages = createLanguageIdentifier();
  const kept = await openKeptData(config, { log, clock });
  const { stores } = kept;
  const { conversations, preferences } = stores;
  const { smollm } = models;
  const compat = createCompatChats(config, {
    ...{ serving, defaultModel, languages, smollm, conversations, log, clock, alone: surroundings.serving },
    models: modelView,
  });
  const recommender = createLateRecommender(async () => {
    const { createRecommendation } = await import("./recommendation.ts");
    const parts = { serving, models, defaultModel, others, registry, preferences, languages, log, clock };
    return createRecommendation(config, parts);
  });
  let madePersonaChat: Promise<PersonaChat> | undefined;

  async function makePersonaChat(): Promise<PersonaChat> {
    const { createPersonaChat } = await import("./persona-chat.ts");
    const parts = { serving, defaultModel, models: modelView, stores, emotions, languages, log, clock };
    return await createPersonaChat(config, parts);
  }

  return {
    stores,
    recommender,
    compat,
    personaChat: () => (madePersonaChat ??= makePersonaChat()),
    async prepareToServe() {
      if (config.itemCatalogs.length > 0) await recommender.prepare();
      await kept.prepareToServe();
    },
    async [Symbol.asyncDispose]() {
      // One that could not be made holds nothing.
      const made = await madePersonaChat?.catch(() => undefined);
      made?.[Symbol.dispose]();
      await recommender[Symbol.asyncDispose]();
      await kept[Symbol.asyncDispose]();
    },
  };
}
