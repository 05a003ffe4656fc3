/** Personas and their responder. */
import { createInstructedResponder, type InstructedResponder } from "../chat/instructed/instructed-responder.ts";
import type { UnusableReason } from "../chat/judge/verdict.ts";
import { createPersonaStore, type PersonaStore } from "../chat/persona/persona-store.ts";
import { createResponder, type Responder } from "../chat/respond/create-responder.ts";
import type { ModelView } from "../chat/prompt/fit-prompt.ts";
import type { Config } from "../config/index.ts";
import type { Clock } from "../core/clock.ts";
import type { EmotionReader } from "../core/emotion.ts";
import type { LanguageIdentifier } from "../core/language.ts";
import type { Log } from "../core/log.ts";
import type { Observer } from "../core/observer.ts";
import type { Stores } from "../core/stores.ts";
import type { Serving } from "../serving/serving.ts";
import { personaFolders } from "./persona-files.ts";

export interface PersonaDeps {
  readonly serving: Serving;
  readonly models: ModelView;
  readonly defaultModel: () => string | undefined;
  readonly others: () => readonly string[];
  readonly stores: Pick<Stores, "conversations" | "personaOverrides">;
  readonly emotions: EmotionReader;
  readonly languages: LanguageIdentifier;
  readonly observer: Observer;
  readonly log: Log;
  readonly clock: Clock;
}

export interface PersonaChat extends Disposable {
  readonly personas: PersonaStore;
  readonly defaultPersona: string;
  readonly responder: Responder;
  /** For clients that bring their own instructions. */
  readonly instructed: InstructedResponder;
}

export async function createPersonaChat(config: Config, deps: PersonaDeps): Promise<PersonaChat> {
  const { clock, log, stores } = deps;
  const overrides = stores.personaOverrides;
  const folders = personaFolders(config);
  const personas = await createPersonaStore({ folders, overrides, log, clock, watch: true });
  const names = personas.list().map(({ name }) => name);
  // Not fatal: requests that name another persona are answered.
  if (!names.includes(config.persona)) {
    log.error({ persona: config.persona, personas: names }, "the setting `persona` names an unknown persona");
  }
  const options = {
    ...deps,
    personas,
    conversations: stores.conversations,
    defaultPersona: config.persona,
    historyMessages: config.historyMessages,
    replyGate: config.replyGate,
    onRejected: (model: string, reason: UnusableReason) => deps.observer.replyRejected(model, reason),
  };
  const responder = createResponder(options);
  const instructed = createInstructedResponder(options);
  const defaultPersona = config.persona;
  return { personas, defaultPersona, responder, instructed, [Symbol.dispose]: () => personas[Symbol.dispose]() };
}
