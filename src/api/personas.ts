import type { PersonaStore } from "../chat/persona/persona-store.ts";
import type { Persona } from "../chat/persona/persona.ts";
import { jsonObjectSchema, readValue } from "../schema/index.ts";
import type { ApiContext } from "./api-context.ts";
import { checkName } from "./request-options.ts";

/** The personas. All throw ReparteeError `invalid_request`, `persona_not_found` and `draining`. */
export interface ReparteePersonas {
  /** As in their files, by name. */
  list(): Promise<readonly Persona[]>;
  /** With the changes that were made to it. */
  show(name: string): Promise<Persona>;
  /**
   * Changes fields of a persona, named as in its file; each call replaces the changes before it. `persisted: false`: the
   * database is unavailable, and they are written later.
   */
  override(name: string, changes: Readonly<Record<string, unknown>>): Promise<OverriddenPersona>;
  /** Back to the file; false when nothing was changed. @throws ReparteeError `storage_unavailable` */
  restore(name: string): Promise<boolean>;
}

export interface OverriddenPersona {
  readonly persona: Persona;
  readonly persisted: boolean;
}

export function createPersonaFunctions(context: ApiContext): ReparteePersonas {
  const personas = async (): Promise<PersonaStore> => (await context.use().chat()).personas;

  return {
    list: async () => (await personas()).list(),
    async show(name) {
      const library = await personas();
      checkName(name, "name");
      return await library.get(name);
    },
    async override(name, changes) {
      const library = await personas();
      checkName(name, "name");
      return await library.override(name, readValue(jsonObjectSchema, changes, { at: ["changes"] }));
    },
    async restore(name) {
      const library = await personas();
      checkName(name, "name");
      return await library.restore(name);
    },
  };
}
