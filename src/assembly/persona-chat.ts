/** Personas and who answers as them, put together from what they need; and what commands tell of personas. */
import { builtInPersonas } from "../chat/persona/built-in-folder.ts";
import { loadPersonas, type LoadedPersonas } from "../chat/persona/load-personas.ts";
import type { Persona } from "../chat/persona/persona.ts";
import { createPersonaLibrary, type PersonaLibrary } from "../chat/persona/persona-library.ts";
import { createResponder, type Responder } from "../chat/respond/create-responder.ts";
import type { ModelView } from "../chat/prompt/fit-prompt.ts";
import { stableMessages, userTurn } from "../chat/prompt/persona-prompt.ts";
import type { Config } from "../config/index.ts";
import type { ChatMessage } from "../core/chat-message.ts";
import type { Clock } from "../core/clock.ts";
import type { EmotionReader } from "../core/emotion.ts";
import type { LanguageIdentifier } from "../core/language.ts";
import type { Log } from "../core/log.ts";
import type { Stores } from "../core/stores.ts";
import type { Serving } from "../serving/serving.ts";

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
  readonly personas: PersonaLibrary;
  readonly responder: Responder;
}

export async function createPersonaChat(config: Config, surroundings: PersonaSurroundings): Promise<PersonaChat> {
  const { clock, log, stores } = surroundings;
  const overrides = stores.personaOverrides;
  const folders = personaFolders(config);
  const personas = await createPersonaLibrary({ folders, overrides, log, clock, watch: true });
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

/** The built-in folder first: a user's persona of the same name stands for it. */
function personaFolders({ personasDir }: Pick<Config, "personasDir">): readonly string[] {
  return [builtInPersonas(), ...(personasDir === null ? [] : [personasDir])];
}

/** Every persona of a configuration, and what is wrong with the others. */
export function readPersonas(config: Pick<Config, "personasDir">): Promise<LoadedPersonas> {
  return loadPersonas(personaFolders(config));
}

/** What a model is told when somebody says `text` to a persona for the first time. */
export function previewPrompt(persona: Persona, text: string): readonly ChatMessage[] {
  return [...stableMessages(persona), userTurn({ text, emotion: "happy", language: persona.languages[0] })];
}

export { loadPersonaFile } from "../chat/persona/load-personas.ts";
