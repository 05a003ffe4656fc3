/** Personas and who answers as them, put together from what they need. */
import { createPersonaStore, type PersonaStore } from "../chat/persona/persona-store.ts";
import { createResponder, type Responder } from "../chat/respond/create-responder.ts";
import type { ModelView } from "../chat/prompt/fit-prompt.ts";
import type { Config } from "../config/index.ts";
import type { Clock } from "../core/clock.ts";
import type { EmotionReader } from "../core/emotion.ts";
import type { LanguageIdentifier } from "../core/language.ts";
import type { Log } from "../core/log.ts";
import type { Stores } from "../core/stores.ts";
import type { Serving } from "../serving/serving.ts";
import { personaFolders } from "./persona-files.ts";

export interface PersonaSurroundings {
  readonly serving: Serving;
  readonly models: ModelView;
  readonly defaultModel: () => string | undefined;
  readonly stores: Pick<Stores, "conversations" | "personaOverrides">;
  readonly emotions: EmotionReader;
  readonly languages: LanguageIdentifier;
  readonly log: Log;
  readonly clock: Clock;
}

/** Personas, and who answers as them. */
export interface PersonaChat extends Disposable {
  readonly personas: PersonaStore;
  readonly responder: Responder;
}

export async function createPersonaChat(config: Config, surroundings: PersonaSurroundings): Promise<PersonaChat> {
  const { clock, log, stores } = surroundings;
  const overrides = stores.personaOverrides;
  const folders = personaFolders(config);
  const personas = await createPersonaStore({ folders, overrides, log, clock, watch: true });
  const names = personas.list().map(({ name }) => name);
  // The program starts all the same: requests that name another persona are answered.
  if (!names.includes(config.persona)) {
    log.error({ persona: config.persona, personas: names }, "the setting `persona` names nobody");
  }
  const responder = createResponder({
    ...surroundings,
    personas,
    conversations: stores.conversations,
    defaultPersona: config.persona,
    historyMessages: config.historyMessages,
  });
  return { personas, responder, [Symbol.dispose]: () => personas[Symbol.dispose]() };
}
