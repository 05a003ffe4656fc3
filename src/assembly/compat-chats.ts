/** The chats of existing apps. */
import { createReasoningHider } from "../chat/reasoning/hide-reasoning.ts";
import { createChatGate } from "../chat/gate/chat-gate.ts";
import { createSmollmChat, type SmollmChat } from "../chat/smollm/index.ts";
import { createTasteChat, type TasteChat } from "../chat/taste/index.ts";
import { missingSmollmFile, type Config } from "../config/index.ts";
import type { ModelView } from "../chat/prompt/fit-prompt.ts";
import type { Clock } from "../core/clock.ts";
import type { LanguageIdentifier } from "../core/language.ts";
import type { Log } from "../core/log.ts";
import type { GenerateWith } from "../core/engine.ts";
import type { Observer } from "../core/observer.ts";
import type { ConversationStore } from "../core/stores.ts";
import type { Serving } from "../serving/serving.ts";
import type { SmollmModel } from "./configured-models.ts";

/** Present whatever the settings are; `routedChats` has those with routes. */
export interface CompatChats {
  readonly tasteChat: TasteChat;
  readonly smollm: SmollmChat;
  /** For OpenAI's routes, where the settings ask for it. */
  readonly openaiGate: GenerateWith;
}

export interface CompatDeps {
  readonly serving: Serving;
  readonly defaultModel: () => string | undefined;
  readonly smollm: SmollmModel;
  readonly languages: LanguageIdentifier;
  readonly conversations: ConversationStore;
  readonly models: ModelView;
  readonly observer: Observer;
  readonly log: Log;
  readonly clock: Clock;
}

export function createCompatChats(config: Config, deps: CompatDeps): CompatChats {
  const { serving, defaultModel, languages, smollm, conversations, models, observer, log, clock } = deps;
  const hider = createReasoningHider();
  const onRejected: Observer["replyRejected"] = (model, reason) => observer.replyRejected(model, reason);
  const gate = createChatGate({ identifier: languages, generate: hider, onRejected });
  const generateWith = config.replyGate ? gate : hider;
  const tasteGate = createChatGate({ identifier: languages, generate: hider, onRejected, isGrounded: true });

  function problem(): string | undefined {
    const missing = missingSmollmFile(config);
    return missing === undefined ? smollm.problem : `There is no file at ${missing} (SMOLLM_MODEL_PATH).`;
  }

  return {
    openaiGate: gate,
    tasteChat: createTasteChat({
      serving,
      defaultModel,
      languages,
      generateWith: config.replyGate ? tasteGate : hider,
    }),
    smollm: createSmollmChat({
      serving,
      generateWith,
      provider: config.smollmProvider,
      modelPath: config.smollmModelPath,
      model: () => smollm.name ?? defaultModel(),
      problem,
      languages,
      conversations,
      models,
      historyMessages: config.historyMessages,
      log,
      clock,
    }),
  };
}

/** Those that the settings leave on; a route without its chat is off. */
export type RoutedChats = Partial<Pick<CompatChats, "tasteChat" | "smollm">>;

export function routedChats(config: Config, { tasteChat, smollm }: CompatChats): RoutedChats {
  if (!config.compatRoutes) return {};
  return config.enableSmollm ? { tasteChat, smollm } : { tasteChat };
}
