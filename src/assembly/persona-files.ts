/** The personas of a configuration as files, for commands. */
import { builtInPersonas } from "../chat/persona/built-in-folder.ts";
import { loadPersonas, type LoadedPersonas } from "../chat/persona/load-personas.ts";
import type { Persona } from "../chat/persona/persona.ts";
import { stableMessages, userTurn } from "../chat/prompt/persona-prompt.ts";
import type { Config } from "../config/index.ts";
import type { ChatMessage } from "../core/chat-message.ts";

/** The built-in folder first: a user's persona of the same name replaces it. */
export function personaFolders({ personasDir }: Pick<Config, "personasDir">): readonly string[] {
  return [builtInPersonas(), ...(personasDir === null ? [] : [personasDir])];
}

/** Every persona of a configuration, and the errors of the others. */
export function readPersonas(config: Pick<Config, "personasDir">): Promise<LoadedPersonas> {
  return loadPersonas(personaFolders(config));
}

/** The messages for the model when a user says `text` to a persona for the first time. */
export function previewPrompt(persona: Persona, text: string): readonly ChatMessage[] {
  const [language] = persona.languages;
  return [...stableMessages(persona, { layout: "short", language, emotion: "happy" }), userTurn({ text })];
}

export { loadPersonaFile } from "../chat/persona/load-personas.ts";
