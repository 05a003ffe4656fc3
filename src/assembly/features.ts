/** The features of an app: what routes, commands and the library call in addition to models and serving. */
import { createEmotionClassifier } from "../chat/emotion/emotion-classifier.ts";
import { createLanguageIdentifier } from "../chat/language/language-identifier.ts";
import type { ModelView } from "../chat/prompt/fit-prompt.ts";
import type { Config } from "../config/index.ts";
import type { Clock } from "../core/clock.ts";
import type { Log } from "../core/log.ts";
import type { Observer } from "../core/observer.ts";
import type { Stores } from "../core/stores.ts";
import type { ModelRegistry } from "../models/registry/model-registry.ts";
import type { Recommender } from "../recommend/recommender.ts";
import type { Serving } from "../serving/serving.ts";
import type { VoiceResponder } from "../voice/turn/voice-options.ts";
import { createCompatChats, routedChats, type CompatChats, type RoutedChats } from "./compat-chats.ts";
import type { ConfiguredModels } from "./configured-models.ts";
import { createLazyRecommender } from "./lazy-recommender.ts";
import type { PersonaChat } from "./persona-chat.ts";
import { openConfiguredStores } from "./stored-data.ts";
import { createVoiceFeature, type VoiceFeature } from "./voice-feature.ts";
import { voiceResponder } from "./voice-responder.ts";

export interface Features extends AsyncDisposable {
  /** Conversations, preferences and changes to personas. */
  readonly stores: Stores;
  readonly recommender: Recommender;
  readonly compat: CompatChats;
  /** Those of `compat` that have routes. */
  readonly routedChats: RoutedChats;
  readonly voice: VoiceFeature;
  /** Personas and their responder; their files are read at the first call. */
  personaChat(): Promise<PersonaChat>;
  /**
   * Called before the first port is open: replies that a crash interrupted are closed, once, and the user's own catalogs
   * are read. @throws ReparteeError `config_invalid` for a catalog that cannot be used.
   */
  prepareToServe(): Promise<void>;
}

export interface FeatureDeps {
  readonly serving: Serving;
  readonly models: ConfiguredModels;
  readonly pool: ModelView;
  readonly defaultModel: () => string | undefined;
  /** The models that answer when the requested one fails. */
  readonly others: () => readonly string[];
  readonly registry: Pick<ModelRegistry, "entries">;
  readonly observer: Observer;
  readonly log: Log;
  readonly clock: Clock;
}

/** Cheap: modules, files and databases that only a feature needs are opened by its first use. */
export async function createFeatures(config: Config, deps: FeatureDeps): Promise<Features> {
  const { serving, models, pool, defaultModel, registry, observer, log, clock, others } = deps;
  // Neither loads anything before its first text.
  const emotions = createEmotionClassifier();
  const languages = createLanguageIdentifier();
  const storage = await openConfiguredStores(config, { log, clock });
  const { stores } = storage;
  const { conversations, preferences } = stores;
  const { smollm } = models;
  const shared = { serving, defaultModel, languages, models: pool, log, clock };
  const compat = createCompatChats(config, { ...shared, smollm, conversations, observer });
  const recommender = createLazyRecommender(async () => {
    const { createRecommendation } = await import("./recommendation.ts");
    const parts = { serving, models, defaultModel, others, registry, preferences, languages, log, clock };
    const parameterCount = (model: string): number | undefined => pool.info(model)?.parameterCount;
    return createRecommendation(config, { ...parts, parameterCount });
  });
  let createdPersonaChat: Promise<PersonaChat> | undefined;
  const personaChat = (): Promise<PersonaChat> => (createdPersonaChat ??= newPersonaChat());
  const responder = async (): Promise<VoiceResponder> => voiceResponder(await personaChat());
  const voice = createVoiceFeature(config, { responder, conversations, log, clock });

  async function newPersonaChat(): Promise<PersonaChat> {
    const { createPersonaChat } = await import("./persona-chat.ts");
    return await createPersonaChat(config, { ...shared, others, stores, emotions, observer });
  }

  return {
    stores,
    recommender,
    compat,
    routedChats: routedChats(config, compat),
    voice,
    personaChat,
    async prepareToServe() {
      if (config.itemCatalogs.length > 0) await recommender.prepare();
      await storage.prepareToServe();
      // A gateway speaks when it is asked to, and keeps its processors for others' streams.
      if (config.profile === "local") voice.warmUp();
    },
    async [Symbol.asyncDispose]() {
      // One that could not be created holds nothing.
      await voice[Symbol.asyncDispose]();
      const created = await createdPersonaChat?.catch(() => undefined);
      created?.[Symbol.dispose]();
      await recommender[Symbol.asyncDispose]();
      await storage[Symbol.asyncDispose]();
    },
  };
}
